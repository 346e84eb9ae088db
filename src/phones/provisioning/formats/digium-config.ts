import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import type { Parameters } from '../../brands/parameters';
import { attributeValue, xmlBytes, xmlDocument } from './xml';

const SETTING = 'setting/';
const ACCOUNT = /^account\/(\d)\/(?:(host_primary)\/)?(\w+)$/;

/**
 * Digium's `config` XML. `setting/<id>` is an element with an id and a value; `account/<index>/<attribute>` and
 * `account/<index>/host_primary/<attribute>` are attributes of the account of a line key.
 */
export function writeDigiumConfig(parameters: Parameters): Buffer {
  const document = xmlDocument();
  const config = document.ele('config');
  for (const [name, value] of parameters) {
    if (!name.startsWith(SETTING)) continue;
    config.ele('setting', { id: name.slice(SETTING.length), value: attributeValue(value) });
  }
  writeAccounts(config.ele('accounts'), parameters);
  return xmlBytes(document);
}

function writeAccounts(accounts: XMLBuilder, parameters: Parameters): void {
  const byIndex = new Map<string, { account: XMLBuilder; host: XMLBuilder }>();
  for (const [name, value] of parameters) {
    const [, index, isHost, attribute] = ACCOUNT.exec(name) ?? [];
    if (index === undefined || attribute === undefined) continue;
    const element = byIndex.get(index) ?? newAccount(accounts, index);
    byIndex.set(index, element);
    (isHost ? element.host : element.account).att(attribute, attributeValue(value));
  }
}

function newAccount(accounts: XMLBuilder, index: string) {
  const account = accounts.ele('account', { index });
  return { account, host: account.ele('host_primary') };
}
