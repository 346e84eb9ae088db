import type { Key } from '../../src/desk/model';
import { uriHost } from '../../src/lib/ip';
import { readTimeZone } from '../../src/lib/time-zone';
import type { Account, Model, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';

/** What tells the two families of Cisco that read flat profiles from each other. */
export interface FlatProfileTraits {
  /** What stands before the MAC in the name of a phone's own file: `spa`, `mpp`. */
  readonly filePrefix: string;
  readonly adminPassword: 'Admin_Passwd' | 'Admin_Password';
  /** Behind a number that a key dials: whose line it goes by. */
  readonly byLine: '' | ';vid=1';
  readonly more: Readonly<Record<string, string>>;
}

const TRANSPORT = { udp: 'UDP', tcp: 'TCP', tls: 'TLS' } as const;

/** What the idle screen offers a user beside our key. */
const USER_SOFT_KEYS = ['redial', 'dir', 'cfwd', 'dnd', 'lcr'];

/** The whole config: every line and every key of the model is written, used or not. */
export function flatProfileParameters(traits: FlatProfileTraits) {
  return (config: PhoneConfig, model: Model): Parameters => {
    const parameters = new Map<string, string>();
    for (let slot = 1; slot <= model.accounts; slot += 1) {
      writeAccount(parameters, slot, slot === 1 ? config.account : null);
    }
    parameters.set('Voice_Mail_Number', config.account?.voicemailNumber ?? '');
    for (const [index, key] of config.lineKeys.entries()) {
      writeLineKey(parameters, index + 1, key, config.account, traits);
    }
    if (config.softKeys.length > 0) writeSoftKeys(parameters, config, traits);
    writeSettings(parameters, config, traits);
    return parameters;
  };
}

function writeAccount(parameters: Map<string, string>, slot: number, account: Account | null): void {
  const set = (name: string, value: string) => parameters.set(`${name}_${slot}_`, value);
  set('Line_Enable', account ? 'Yes' : 'No');
  set('Proxy', account ? `${uriHost(account.server)}:${account.port}` : '');
  set('SIP_Transport', TRANSPORT[account?.transport ?? 'udp']);
  set('Register', account ? 'Yes' : 'No');
  set('Display_Name', account?.displayName ?? '');
  set('User_ID', account?.user ?? '');
  set('Password', account?.secret ?? '');
  set('Use_Auth_ID', account ? 'Yes' : 'No');
  set('Auth_ID', account?.authUser ?? '');
  // Otherwise the phone asks whoever tells it to resync for the password of a line that it may not have.
  set('Auth_Resync-Reboot', 'No');
}

function writeLineKey(
  parameters: Map<string, string>,
  slot: number,
  key: Key,
  account: Account | null,
  traits: FlatProfileTraits,
): void {
  const isLine = key.kind === 'line';
  const label = key.label || (isLine ? (account?.user ?? '') : '');
  parameters.set(`Extension_${slot}_`, isLine ? '1' : 'Disabled');
  parameters.set(`Short_Name_${slot}_`, label);
  parameters.set(`Extended_Function_${slot}_`, functionOf(key, account, traits));
}

/** Soft keys of the idle screen: one function for each, and the list of those that are shown. */
function writeSoftKeys(
  parameters: Map<string, string>,
  { softKeys, account }: PhoneConfig,
  traits: FlatProfileTraits,
): void {
  const shown: string[] = [];
  for (const [index, key] of softKeys.entries()) {
    parameters.set(`PSK_${index + 1}`, functionOf(key, account, traits));
    if (key.kind !== 'none') shown.push(`psk${index + 1}`);
  }
  parameters.set('Programmable_Softkey_Enable', 'Yes');
  parameters.set('Idle_Key_List', [...shown, ...(account ? USER_SOFT_KEYS : [])].join(';'));
}

/** What a key does: `fnc=…`, the target, and the name on the display. */
function functionOf(key: Key, account: Account | null, { byLine }: FlatProfileTraits): string {
  const name = key.label === '' ? '' : `;nme=${partOf(key.label)}`;
  const target = `${partOf(key.value)}@$PROXY${byLine}${name}`;
  switch (key.kind) {
    case 'none':
    case 'line':
      return '';
    case 'login':
    case 'url':
      return `fnc=xml;url=${partOf(key.value.replaceAll('$', '$$$$'))}${name}`;
    case 'dnd':
      return `fnc=dnd${name}`;
    case 'forward':
      return `fnc=cfwd${name}`;
    case 'voicemail':
      return `fnc=sd;ext=${partOf(key.value || (account?.voicemailNumber ?? ''))}@$PROXY${byLine}${name}`;
    case 'speed-dial':
    case 'intercom':
      return `fnc=sd;ext=${target}`;
    case 'blf':
    case 'park':
      return `fnc=sd+blf+cp;sub=${target}`;
  }
}

/** A semicolon ends a part of a function, and nothing escapes it. */
function partOf(text: string): string {
  return text.replaceAll(';', ' ');
}

function writeSettings(
  parameters: Map<string, string>,
  config: PhoneConfig,
  traits: FlatProfileTraits,
): void {
  parameters.set('NTP_Enable', 'Yes');
  parameters.set('Primary_NTP_Server', config.ntpServer);
  const zone = readTimeZone(config.timezone);
  if (zone) {
    parameters.set('Time_Zone', `GMT${clockOf(zone.standardOffset)}`);
    parameters.set('Daylight_Saving_Time_Enable', zone.hasSummerTime ? 'Yes' : 'No');
  }
  if (config.language !== null) parameters.set('Language_Selection', config.language);
  if (config.phoneAdminPassword !== null) parameters.set(traits.adminPassword, config.phoneAdminPassword);
  if (config.provisioningLogin) {
    parameters.set('GPP_A', config.provisioningLogin.user);
    parameters.set('GPP_B', config.provisioningLogin.password);
  }
  if (config.provisioningUrl !== null) {
    const login = config.provisioningLogin ? '[--uid "$A" --pwd "$B"] ' : '';
    parameters.set('Profile_Rule', `${login}${config.provisioningUrl}${traits.filePrefix}$MA.xml`);
  }
  parameters.set('Provision_Enable', 'Yes');
  parameters.set('Resync_On_Reset', 'Yes');
  parameters.set('Resync_Periodic', String(config.pollMinutes * 60));
  parameters.set('Resync_From_SIP', 'Yes');
  for (const [name, value] of Object.entries(traits.more)) parameters.set(name, value);
}

/** `+01:00`, `-03:30`. */
function clockOf(minutes: number): string {
  const absolute = Math.abs(minutes);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
}
