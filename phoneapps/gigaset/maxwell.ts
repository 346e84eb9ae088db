import type { Key, KeyKind } from '../../src/desk/model';
import { uriHost } from '../../src/lib/ip';
import { readTimeZone } from '../../src/lib/time-zone';
import type { Account, PhoneConfig } from '../../src/phones/brands/brand';
import { urlWithLogin } from '../../src/phones/brands/url-login';

export const MAXWELL_ACCOUNTS = 4;

/** TLS is the second transport with SIPS demanded: the phone knows no third one. */
const TRANSPORT = { udp: '1', tcp: '2', tls: '2' } as const;

/** The vendor's names of zones, by the winter offset in minutes. Only those that a source shows. */
const ZONES: ReadonlyMap<number, string> = new Map([
  [0, 'GMT.Europe/London'],
  [60, 'GMT+1.Europe/Amsterdam'],
]);

/** Fields of a key. Each is written for every key, so that nothing of the last one is left in another field. */
const KEY_FIELDS = ['PhoneNumber', 'EnableCode', 'URL', 'Connection'] as const;
type KeyField = (typeof KEY_FIELDS)[number];

/** The number of a key's type, and the field that its value goes to. */
const KEYS: Readonly<Record<KeyKind, readonly [type: string, field: KeyField | null]>> = {
  none: ['-1', null],
  line: ['0', 'Connection'],
  'speed-dial': ['3', 'PhoneNumber'],
  blf: ['4', 'PhoneNumber'],
  // A parked call is fetched by dialling where it is parked; the phone has no key of its own for it.
  park: ['3', 'PhoneNumber'],
  intercom: ['3', 'PhoneNumber'],
  voicemail: ['10', 'EnableCode'],
  forward: ['6', 'PhoneNumber'],
  url: ['8', 'URL'],
  // No number is known for the first, and no page can be opened by the second.
  dnd: ['-1', null],
  login: ['-1', null],
};

/** Everything that a Maxwell is told. */
export function writeMaxwell(parameters: Map<string, string>, config: PhoneConfig): void {
  const set = (name: string, value: string) => parameters.set(name, value);
  const transport = config.account?.transport ?? 'udp';
  set('SIP.TransportProtocol', TRANSPORT[transport]);
  set('SIP.Security.UseSIPS', transport === 'tls' ? '1' : '0');
  set('SIP.DefaultAccount', '0');
  for (let index = 0; index < MAXWELL_ACCOUNTS; index += 1) {
    writeAccount(parameters, `SIP.Account.${index}`, index === 0 ? config.account : null);
  }
  for (const [index, key] of config.lineKeys.entries()) {
    writeKey(parameters, `PhoneUI.Keys.FunctionKeys.${index}`, key, config.account);
  }
  set('System.DateAndTime.AutoAdjustTime', 'NTPServiceEnabled');
  set('System.DateAndTime.TimeServer', config.ntpServer);
  const zone = ZONES.get(readTimeZone(config.timezone)?.standardOffset ?? Number.NaN);
  if (zone !== undefined) set('System.DateAndTime.TimeZone', zone);
  if (config.phoneAdminPassword !== null) set('WebUI.AdminPassword', config.phoneAdminPassword);
  if (config.language !== null) set('PhoneUI.Settings.Language', config.language);
  set('System.Provision.Period', String(config.pollMinutes * 60));
  const server = urlWithLogin(config);
  // The phone puts its MAC, in capitals, for %MACD.
  if (server !== null) set('System.Provision.ProvisioningServer', `${server}%MACD.xml`);
}

function writeAccount(parameters: Map<string, string>, path: string, account: Account | null): void {
  const set = (name: string, value: string) => parameters.set(`${path}.${name}`, value);
  const server = account ? uriHost(account.server) : '';
  const port = account ? String(account.port) : '5060';
  set('Active', account ? '1' : '0');
  set('AccountName', account?.user ?? '');
  set('Username', account?.user ?? '');
  set('AuthName', account?.authUser ?? '');
  set('AuthPassword', account?.secret ?? '');
  set('DisplayName', account?.displayName ?? '');
  set('Domain', server);
  set('ProxyServer.Address', server);
  set('ProxyServer.Port', port);
  set('RegistrationServer.Address', server);
  set('RegistrationServer.Port', port);
  set('VoiceMail.Active', account ? '1' : '0');
  set('VoiceMail.Mailbox', account?.voicemailNumber ?? '');
}

function writeKey(parameters: Map<string, string>, path: string, key: Key, account: Account | null): void {
  const [type, used] = KEYS[key.kind];
  parameters.set(`${path}.Type`, type);
  for (const field of KEY_FIELDS) {
    parameters.set(`${path}.${field}`, field === used ? keyValue(key, account) : '');
  }
  const label = key.label || (key.kind === 'line' ? (account?.user ?? '') : '');
  parameters.set(`${path}.DisplayName`, used === null ? '' : label);
}

function keyValue(key: Key, account: Account | null): string {
  if (key.kind === 'line') return '1';
  return key.value || (key.kind === 'voicemail' ? (account?.voicemailNumber ?? '') : '');
}
