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

/** TLS is the second transport with SIPS required: the phone has no third one. */
const TRANSPORT = { udp: '1', tcp: '2', tls: '2' } as const;

/** The vendor's names of zones, by the winter offset in minutes. Only those that a source shows. */
const ZONES: ReadonlyMap<number, string> = new Map([
  [0, 'GMT.Europe/London'],
  [60, 'GMT+1.Europe/Amsterdam'],
]);

/** Fields of a key's value. All are written for every key, so that no other field keeps an older value. */
type KeyField = 'PhoneNumber' | 'EnableCode' | 'URL' | 'Connection';

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
    // The phone replaces %MACD with its MAC, in capitals.
    optionalParameter(server && `${server}%MACD.xml`, 'System.Provision.ProvisioningServer'),
  );
}

function valueIn(field: KeyField): (key: Key) => string {
  return ({ kind, value }) => {
    if (KEYS[kind][1] !== field) return '';
    return kind === 'line' ? '1' : value;
  };
}
