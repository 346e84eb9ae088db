import { uriHost } from '../../src/lib/ip';
import type { Account, Model, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';

/** The name of its only file. */
export const LINPHONE_FILE = 'linphone.xml';

/**
 * The config as `section/entry`. Linphone keeps entries that the file leaves out, also those of an empty section. So a logout
 * clears the last user's account entry by entry (measured on 5.1.65).
 */
export function linphoneParameters(config: PhoneConfig, _model: Model): Parameters {
  const { account, provisioningUrl } = config;
  const parameters = new Map<string, string>();
  const set = (section: string, entries: Record<string, string>) => {
    for (const [name, value] of Object.entries(entries)) parameters.set(`${section}/${name}`, value);
  };
  // Linphone asks for this URL at its next start.
  if (provisioningUrl !== null) set('misc', { 'config-uri': `${provisioningUrl}${LINPHONE_FILE}` });
  // By default Linphone stores a hash of the password, and prefers the old hash to the next user's password.
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

/** The SIP identity `"name" <sip:user@host>`. Characters that would end the quoted name are dropped. */
function identityOf(account: Account): string {
  const name = account.displayName.replace(/["\\<>\p{Cc}]/gu, '');
  return `"${name}" <sip:${account.user}@${uriHost(account.server)}>`;
}
