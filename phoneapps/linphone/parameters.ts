import type { Account, Model, Parameters, PhoneConfig } from '../../src/phones/brand';

/** The config as `section/entry`. What a client keeps from the last user is overwritten entry by entry. */
export function linphoneParameters(config: PhoneConfig, _model: Model): Parameters {
  const { account } = config;
  const parameters = new Map<string, string>();
  const set = (section: string, entries: Record<string, string>) => {
    for (const [name, value] of Object.entries(entries)) parameters.set(`${section}/${name}`, value);
  };
  set('misc', { transient_provisioning: '1' });
  set('sip', { default_proxy: account ? '0' : '-1' });
  set('auth_info_0', {
    username: account?.authUser ?? '',
    userid: account?.authUser ?? '',
    passwd: account?.secret ?? '',
    domain: account?.server ?? '',
  });
  set('proxy_0', {
    reg_proxy: account ? `<sip:${account.server}:${account.port};transport=${account.transport}>` : '',
    reg_identity: account ? identityOf(account) : '',
    reg_expires: '600',
    reg_sendregister: account ? '1' : '0',
  });
  return parameters;
}

/** A name-addr: what would end the quoted name is left out of it. */
function identityOf(account: Account): string {
  const name = account.displayName.replace(/["\\<>\p{Cc}]/gu, '');
  return `"${name}" <sip:${account.user}@${account.server}>`;
}
