import type { Key, KeyKind } from '../../src/desk/model';
import { readTimeZone } from '../../src/lib/time-zone';
import type { Account, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';
import type { Generation, YealinkModel } from './models';

/** Takes a parameter back to its factory value. An empty value would be read as one. */
const RESET = '%NULL%';

const TRANSPORT = { udp: '0', tcp: '1', tls: '2' } as const;

/** What a key does, by the number of its type. */
const KEY_TYPE: Readonly<Record<KeyKind, string>> = {
  none: '0',
  forward: '2',
  dnd: '5',
  park: '10',
  voicemail: '12',
  'speed-dial': '13',
  intercom: '14',
  line: '15',
  blf: '16',
  url: '17',
  login: '27',
};

/** What stands before the parameters of provisioning and passwords. */
const PREFIX: Readonly<Record<Generation, string>> = { v70: '', v81: 'static.' };

/** The whole config: every account slot and every key of the model is written, used or not. */
export function yealinkParameters(config: PhoneConfig, model: YealinkModel): Parameters {
  const parameters = new Map<string, string>();
  for (let slot = 1; slot <= model.accounts; slot += 1) {
    const account = slot === 1 ? config.account : null;
    writeAccount(parameters, slot, account);
    if (model.generation === 'v70') writeOldServer(parameters, slot, account);
  }
  parameters.set('voice_mail.number.1', config.account?.voicemailNumber || RESET);
  for (const [index, key] of config.lineKeys.entries()) {
    writeKey(parameters, `linekey.${index + 1}`, key, config.account, model);
  }
  for (const [index, key] of config.softKeys.entries()) {
    writeSoftKey(parameters, `programablekey.${index + 1}`, key, config.account, model);
  }
  writeSettings(parameters, config, PREFIX[model.generation]);
  return parameters;
}

function writeAccount(parameters: Map<string, string>, slot: number, account: Account | null): void {
  const set = (name: string, value: string | undefined) =>
    parameters.set(`account.${slot}.${name}`, value || RESET);
  parameters.set(`account.${slot}.enable`, account ? '1' : '0');
  set('label', account?.user);
  set('display_name', account?.displayName);
  set('user_name', account?.user);
  set('auth_name', account?.authUser);
  set('password', account?.secret);
  set('sip_server.1.address', account?.server);
  set('sip_server.1.port', account ? String(account.port) : undefined);
  set('sip_server.1.transport_type', account ? TRANSPORT[account.transport] : undefined);
}

/** The first releases of that generation know the server by these names only. */
function writeOldServer(parameters: Map<string, string>, slot: number, account: Account | null): void {
  parameters.set(`account.${slot}.sip_server_host`, account?.server || RESET);
  parameters.set(`account.${slot}.sip_server_port`, account ? String(account.port) : RESET);
  parameters.set(`account.${slot}.transport`, account ? TRANSPORT[account.transport] : RESET);
}

function writeKey(
  parameters: Map<string, string>,
  name: string,
  key: Key,
  account: Account | null,
  { firstLine }: YealinkModel,
): void {
  const value = key.kind === 'voicemail' ? key.value || account?.voicemailNumber : key.value;
  const label = key.label || (key.kind === 'line' ? account?.user : '');
  parameters.set(`${name}.type`, KEY_TYPE[key.kind]);
  parameters.set(`${name}.line`, key.kind === 'none' || key.kind === 'login' ? RESET : firstLine);
  parameters.set(`${name}.value`, value || RESET);
  parameters.set(`${name}.label`, label || RESET);
}

/** A soft key that is not ours does what it does from the factory: on some models only it leads to the phone's menu. */
function writeSoftKey(
  parameters: Map<string, string>,
  name: string,
  key: Key,
  account: Account | null,
  model: YealinkModel,
): void {
  writeKey(parameters, name, key, account, model);
  if (key.kind === 'none') parameters.set(`${name}.type`, RESET);
}

function writeSettings(parameters: Map<string, string>, config: PhoneConfig, prefix: string): void {
  parameters.set('local_time.ntp_server1', config.ntpServer);
  const zone = readTimeZone(config.timezone);
  if (zone) {
    parameters.set('local_time.time_zone', hoursOf(zone.standardOffset));
    parameters.set('local_time.summer_time', zone.hasSummerTime ? '2' : '0');
  }
  if (config.language !== null) parameters.set('lang.gui', config.language);
  if (config.phoneAdminPassword !== null) {
    parameters.set(`${prefix}security.user_password`, `admin:${config.phoneAdminPassword}`);
  }
  if (config.provisioningUrl !== null) {
    parameters.set(`${prefix}auto_provision.server.url`, config.provisioningUrl);
  }
  if (config.provisioningLogin) {
    parameters.set(`${prefix}auto_provision.server.username`, config.provisioningLogin.user);
    parameters.set(`${prefix}auto_provision.server.password`, config.provisioningLogin.password);
  }
  parameters.set(`${prefix}auto_provision.power_on`, '1');
  parameters.set(`${prefix}auto_provision.repeat.enable`, '1');
  parameters.set(`${prefix}auto_provision.repeat.minutes`, String(config.pollMinutes));
  // What a user changed on the phone must not hide the login key of the next one.
  parameters.set(`${prefix}auto_provision.custom.protect`, '0');
  // Without this, any check-sync restarts the phone.
  parameters.set('sip.notify_reboot_enable', '0');
  // The phone's own hot desking asks for SIP credentials and knows nothing of ours.
  parameters.set('phone_setting.logon_wizard', '0');
  parameters.set('hotdesking.startup_username_enable', '0');
  parameters.set('default_input_method.xml_browser_input_screen', '123');
}

/** `+1`, `-3:30`, `0`: hours from UTC as the phone writes them. */
function hoursOf(minutes: number): string {
  if (minutes === 0) return '0';
  const absolute = Math.abs(minutes);
  const rest = absolute % 60 === 0 ? '' : `:${String(absolute % 60).padStart(2, '0')}`;
  return `${minutes < 0 ? '-' : '+'}${Math.floor(absolute / 60)}${rest}`;
}
