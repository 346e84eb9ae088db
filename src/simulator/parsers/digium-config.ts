import type { Parameters } from '../../phones/brands/parameters';
import { findChildren, type XmlNode } from '../xml';
import { readXmlFile, UnreadableFile } from './unreadable-file';

/** `config` XML of Digium: settings by id, and accounts by index from 0 to 5. */
export function parseDigiumConfig(bytes: Uint8Array): Parameters {
  const config = readXmlFile(bytes, 'config');
  const parameters = new Map<string, string>();
  const put = (name: string, value: string) => {
    if (parameters.has(name)) throw new UnreadableFile(`${name} occurs twice`);
    parameters.set(name, value);
  };
  for (const setting of findChildren(config, 'setting')) {
    put(`setting/${attributeOf(setting, 'id')}`, attributeOf(setting, 'value'));
  }
  for (const account of findChildren(config, 'accounts').flatMap((accounts) => accounts.children)) {
    const index = attributeOf(account, 'index');
    if (!/^[0-5]$/.test(index)) throw new UnreadableFile(`an <${account.name}> with the index ${index}`);
    for (const [name, value] of account.attributes) {
      if (name !== 'index') put(`account/${index}/${name}`, value);
    }
    for (const host of findChildren(account, 'host_primary')) {
      for (const [name, value] of host.attributes) put(`account/${index}/host_primary/${name}`, value);
    }
  }
  return parameters;
}

function attributeOf(element: XmlNode, name: string): string {
  const value = element.attributes.get(name);
  if (value === undefined) throw new UnreadableFile(`a <${element.name}> without ${name}`);
  return value;
}
