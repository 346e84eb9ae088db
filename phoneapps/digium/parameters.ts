import { uriHost } from '../../src/lib/ip';
import type { Account, Model, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';
import { urlWithLogin } from '../../src/phones/brands/url-login';

/** The vendor counts line keys, and accounts with them, from 0 to 5. */
export const ACCOUNTS = 6;

/** Everything that may be dialled, three seconds after the last digit. */
const DIAL_PLAN = 'x.T3';

/** The whole config: the phone takes the file for all that it is to be. Accounts that are not used are switched off. */
export function digiumParameters(config: PhoneConfig, _model: Model): Parameters {
  const parameters = new Map<string, string>();
  writeSettings(parameters, config);
  for (let index = 0; index < ACCOUNTS; index += 1) {
    writeAccount(parameters, `account/${index}`, index === 0 ? config.account : null);
  }
  return parameters;
}

function writeSettings(parameters: Map<string, string>, config: PhoneConfig): void {
  const set = (id: string, value: string) => parameters.set(`setting/${id}`, value);
  // User and password of its provisioning stand in the URL, and nowhere else.
  const server = urlWithLogin(config);
  if (server !== null) set('config_server_url', server);
  // What is left out of the file goes back to what it is from the factory.
  if (config.phoneAdminPassword !== null) set('login_password', config.phoneAdminPassword);
  set('send_mac_with_useragent', '1');
  set('enable_check_sync', '1');
  set('time_zone', config.timezone);
  set('time_source', 'ntp');
  set('ntp_server', config.ntpServer);
  if (config.language !== null) set('locale', config.language);
  set('transport_udp_enabled', '1');
  set('transport_udp_port', '5060');
  set('transport_tcp_enabled', '1');
  set('transport_tcp_port', '5060');
  set('transport_tls_allowed', '1');
  set('transport_tls_port', '5061');
}

function writeAccount(parameters: Map<string, string>, path: string, account: Account | null): void {
  const set = (name: string, value: string) => parameters.set(`${path}/${name}`, value);
  const server = account ? uriHost(account.server) : '';
  const voicemail = account?.voicemailNumber ?? '';
  set('status', account ? '1' : '0');
  set('register', account ? '1' : '0');
  set('account_id', account?.user ?? '');
  set('username', account?.user ?? '');
  set('authname', account?.authUser ?? '');
  set('password', account?.secret ?? '');
  set('line_label', account?.displayName ?? '');
  set('caller_id', account?.displayName ?? '');
  set('dial_plan', DIAL_PLAN);
  set('visual_voicemail', '0');
  set('voicemail', voicemail === '' ? '' : `sip:${voicemail}@${server}`);
  set('needMwiSubscription', account ? '1' : '0');
  set('conflict', 'replace');
  set('host_primary/server', server);
  set('host_primary/port', account ? String(account.port) : '5060');
  set('host_primary/transport', account?.transport ?? 'udp');
  set('host_primary/reregister', '300');
  set('host_primary/retry', '25');
}
