import type { Key, KeyKind } from '../../src/desk/model';
import { uriHost } from '../../src/lib/ip';
import type { Account, Model, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';
import { snomTimeZone } from './time-zones';

/** What a key does, by the word before its value. */
const KEY_TYPE: Readonly<Record<KeyKind, string>> = {
  none: 'none',
  line: 'line',
  'speed-dial': 'speed',
  blf: 'blf',
  park: 'orbit',
  intercom: 'icom',
  voicemail: 'speed',
  dnd: 'keyevent F_DND',
  forward: 'keyevent F_REDIRECT',
  url: 'url',
  login: 'url',
};
const WITHOUT_VALUE: ReadonlySet<KeyKind> = new Set(['none', 'line', 'dnd', 'forward']);

/** Where the phone listens for SIP. From the factory it takes any port, and no NOTIFY finds it before it registers. */
const SIP_PORT = '5060';

/** The whole config: every identity and every key of the model is written, used or not. */
export function snomParameters(config: PhoneConfig, model: Model): Parameters {
  const parameters = new Map<string, string>();
  for (let slot = 1; slot <= model.accounts; slot += 1) {
    writeIdentity(parameters, slot, slot === 1 ? config.account : null);
  }
  for (const [place, key] of config.lineKeys.entries()) {
    writeKey(parameters, `fkey/${place}`, key, config.account);
  }
  writeSettings(parameters, config);
  return parameters;
}

function writeIdentity(parameters: Map<string, string>, slot: number, account: Account | null): void {
  const set = (name: string, value: string) => parameters.set(`${name}/${slot}`, value);
  const host = account ? uriHost(account.server) : '';
  set('user_active', account ? 'on' : 'off');
  set('user_realname', account?.displayName ?? '');
  set('user_name', account?.user ?? '');
  set('user_pname', account?.authUser ?? '');
  set('user_pass', account?.secret ?? '');
  set('user_host', host);
  set('user_outbound', account ? `${host}:${account.port};transport=${account.transport}` : '');
  set('user_idle_text', account?.user ?? '');
  set('user_mailbox', account?.voicemailNumber ?? '');
  // FreePBX's extensions encrypt no media from the start, and this phone's do.
  set('user_srtp', 'off');
}

function writeKey(parameters: Map<string, string>, name: string, key: Key, account: Account | null): void {
  const value = key.kind === 'voicemail' ? key.value || (account?.voicemailNumber ?? '') : key.value;
  const label = key.label || (key.kind === 'line' ? (account?.user ?? '') : '');
  const type = KEY_TYPE[key.kind];
  parameters.set(name, WITHOUT_VALUE.has(key.kind) ? type : `${type} ${value}`);
  parameters.set(`${name}/label`, label);
}

function writeSettings(parameters: Map<string, string>, config: PhoneConfig): void {
  parameters.set('ntp_server', config.ntpServer);
  const zone = snomTimeZone(config.timezone);
  if (zone !== null) parameters.set('timezone', zone);
  if (config.language !== null) {
    parameters.set('language', config.language);
    parameters.set('web_language', config.language);
  }
  if (config.phoneAdminPassword !== null) {
    parameters.set('http_user', 'admin');
    parameters.set('http_pass', config.phoneAdminPassword);
    parameters.set('admin_mode_password', config.phoneAdminPassword);
  }
  if (config.provisioningUrl !== null) parameters.set('setting_server', config.provisioningUrl);
  if (config.provisioningLogin) {
    parameters.set('http_client_user', config.provisioningLogin.user);
    parameters.set('http_client_pass', config.provisioningLogin.password);
  }
  const seconds = String(config.pollMinutes * 60);
  parameters.set('settings_refresh_timer', seconds);
  parameters.set('prov_polling_enabled', 'on');
  parameters.set('prov_polling_mode', 'rel');
  parameters.set('prov_polling_period', seconds);
  // Otherwise a phone without an identity asks for SIP credentials instead of showing its idle screen.
  parameters.set('logon_wizard', 'off');
  // A NOTIFY that is challenged comes to nothing: Asterisk has no answer for a phone.
  parameters.set('challenge_checksync', 'off');
  parameters.set('challenge_reboot', 'off');
  parameters.set('network_id_port', SIP_PORT);
}
