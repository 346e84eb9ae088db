import { uriHost } from '../../src/lib/ip';
import type { Account, Model, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';

/**
 * The config as `section/entry`. Linphone keeps what a document does not name, and an empty section changes nothing:
 * so what the last user left is blanked entry by entry (measured on 5.1.65).
 */
export function linphoneParameters(config: PhoneConfig, _model: Model): Parameters {
  const { account } = config;
  const parameters = new Map<string, string>();
  const set = (section: string, entries: Record<string, string>) => {
    for (const [name, value] of Object.entries(entries)) parameters.set(`${section}/${name}`, value);
  };
  // Otherwise Linphone puts a hash in the password's place, and the next user's password loses against it.
  set('sip', { store_ha1_passwd: '0' });
  set('auth_info_0', {
    username: account?.authUser ?? '',
    userid: account?.authUser ?? '',
    passwd: account?.secret ?? '',
    ha1: '',
  });
  set('proxy_0', {
    reg_proxy: account
      ? `<sip:${uriHost(account.server)}:${account.port};transport=${account.transport}>`
      : '',
    reg_identity: account ? identityOf(account) : '',
    reg_sendregister: account ? '1' : '0',
  });
  return parameters;
}

/** A name-addr: what would end the quoted name is left out of it. */
function identityOf(account: Account): string {
  const name = account.displayName.replace(/["\\<>\p{Cc}]/gu, '');
  return `"${name}" <sip:${account.user}@${uriHost(account.server)}>`;
}
