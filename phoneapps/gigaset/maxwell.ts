import type { Key, KeyKind } from '../../src/desk/model';
import { readTimeZone } from '../../src/lib/time-zone';
import type { PhoneConfig } from '../../src/phones/brands/brand';
import {
  type AccountValue,
  accountSlots,
  keySlots,
  optionalParameter,
  pollInterval,
  portOr,
  toParameters,
  whenLoggedIn,
} from '../../src/phones/brands/helpers';
import type { Parameters } from '../../src/phones/brands/parameters';
import { urlWithLogin } from '../../src/phones/brands/url-login';

export const MAXWELL_ACCOUNTS = 4;

/** There is no code for TLS: it is TCP with `UseSIPS`. */
const TRANSPORT = { udp: '1', tcp: '2', tls: '2' } as const;

/** The vendor's names of time zones by winter offset in minutes, as far as a source shows them. */
const ZONES: ReadonlyMap<number, string> = new Map([
  [0, 'GMT.Europe/London'],
  [60, 'GMT+1.Europe/Amsterdam'],
]);

/** The fields that can hold a key's value. Every key writes all of them, to clear values of an earlier config. */
type KeyField = 'PhoneNumber' | 'EnableCode' | 'URL' | 'Connection';

/** The type code of each kind of key, and the field for its value. */
const KEYS: Readonly<Record<KeyKind, readonly [type: string, field: KeyField | null]>> = {
  none: ['-1', null],
  line: ['0', 'Connection'],
  'speed-dial': ['3', 'PhoneNumber'],
  blf: ['4', 'PhoneNumber'],
  // No key type for parking: the key dials the parking slot.
  park: ['3', 'PhoneNumber'],
  intercom: ['3', 'PhoneNumber'],
  voicemail: ['10', 'EnableCode'],
  forward: ['6', 'PhoneNumber'],
  url: ['8', 'URL'],
  // No type code is known for DND, and no key opens a page.
  dnd: ['-1', null],
  login: ['-1', null],
};

const KEY = {
  Type: ({ kind }: Key) => KEYS[kind][0],
  PhoneNumber: valueIn('PhoneNumber'),
  EnableCode: valueIn('EnableCode'),
  URL: valueIn('URL'),
  Connection: valueIn('Connection'),
  DisplayName: ({ kind, label }: Key) => (KEYS[kind][1] === null ? '' : label),
};

const ACCOUNT: Readonly<Record<string, AccountValue>> = {
  Active: whenLoggedIn('1', '0'),
  AccountName: 'user',
  Username: 'user',
  AuthName: 'authUser',
  AuthPassword: 'secret',
  DisplayName: 'displayName',
  Domain: 'host',
  'ProxyServer.Address': 'host',
  'ProxyServer.Port': portOr('5060'),
  'RegistrationServer.Address': 'host',
  'RegistrationServer.Port': portOr('5060'),
  'VoiceMail.Active': whenLoggedIn('1', '0'),
  'VoiceMail.Mailbox': 'voicemailNumber',
};

/** The whole config of a Maxwell. */
export function maxwellParameters(config: PhoneConfig): Parameters {
  const transport = config.account?.transport ?? 'udp';
  const zone = ZONES.get(readTimeZone(config.timezone)?.standardOffset ?? Number.NaN) ?? null;
  const server = urlWithLogin(config);
  return toParameters(
    {
      'SIP.TransportProtocol': TRANSPORT[transport],
      'SIP.Security.UseSIPS': transport === 'tls' ? '1' : '0',
      'SIP.DefaultAccount': '0',
    },
    accountSlots(config, {
      count: MAXWELL_ACCOUNTS,
      first: 0,
      name: (slot, field) => `SIP.Account.${slot}.${field}`,
      fields: ACCOUNT,
    }),
    keySlots(config.lineKeys, config, {
      first: 0,
      name: (place, field) => `PhoneUI.Keys.FunctionKeys.${place}.${field}`,
      fields: KEY,
    }),
    {
      'System.DateAndTime.AutoAdjustTime': 'NTPServiceEnabled',
      'System.DateAndTime.TimeServer': config.ntpServer,
    },
    optionalParameter(zone, 'System.DateAndTime.TimeZone'),
    optionalParameter(config.phoneAdminPassword, 'WebUI.AdminPassword'),
    optionalParameter(config.language, 'PhoneUI.Settings.Language'),
    { 'System.Provision.Period': pollInterval(config, 'seconds') },
    // The phone replaces %MACD by its MAC in capitals.
    optionalParameter(server && `${server}%MACD.xml`, 'System.Provision.ProvisioningServer'),
  );
}

function valueIn(field: KeyField): (key: Key) => string {
  return ({ kind, value }) => {
    if (KEYS[kind][1] !== field) return '';
    return kind === 'line' ? '1' : value;
  };
}
