import type { Key, KeyKind } from '../../src/desk/model';
import { uriHost } from '../../src/lib/ip';
import type { Model, PhoneConfig } from '../../src/phones/brands/brand';
import {
  type AccountValue,
  accountSlots,
  codeByKind,
  type Entries,
  type KeyValue,
  keySlots,
  optionalParameter,
  portOr,
  provisioningLogin,
  provisioningServer,
  sameInEverySlot,
  timeZone,
  toParameters,
} from '../../src/phones/brands/helpers';
import type { Parameters } from '../../src/phones/brands/parameters';
import { familiesOf } from './models';

const TRANSPORT = { udp: '1', tcp: '2', tls: '4' } as const;
const MINUTES_OF_A_DAY = 24 * 60;

/** The vendor writes 0.0.0.0 for "no server". */
const server: AccountValue = (account) => (account ? uriHost(account.server) : '0.0.0.0');

const LINE = {
  'user name': 'user',
  'auth name': 'authUser',
  password: 'secret',
  'display name': 'displayName',
  'screen name': 'user',
  'proxy ip': server,
  'proxy port': portOr(),
  'registrar ip': server,
  'registrar port': portOr(),
  vmail: 'voicemailNumber',
} as const satisfies Record<string, AccountValue>;

const KEY_TYPE: Readonly<Record<KeyKind, string>> = {
  none: 'none',
  line: 'line',
  'speed-dial': 'speeddial',
  blf: 'blf',
  park: 'park',
  intercom: 'icom',
  voicemail: 'speeddial',
  dnd: 'dnd',
  forward: 'callforward',
  url: 'xml',
  login: 'xml',
};

const KEY = {
  type: codeByKind(KEY_TYPE),
  value: ({ kind, value }: Key) => (kind === 'park' && value !== '' ? `asterisk;${value}` : value),
  label: 'label',
  line: sameInEverySlot('1'),
} as const satisfies Record<string, KeyValue>;

/** The whole config: every line and every key of the model's family is written, used or not. */
export function aastraParameters(config: PhoneConfig, model: Model): Parameters {
  return toParameters(
    { 'sip transport protocol': TRANSPORT[config.account?.transport ?? 'udp'] },
    accountSlots(config, {
      count: model.accounts,
      name: (slot, field) => `sip line${slot} ${field}`,
      fields: LINE,
    }),
    ...familiesOf(model).map((family) =>
      keySlots(config.lineKeys, config, {
        name: (place, field) => `${family}${place} ${field}`,
        fields: KEY,
      }),
    ),
    { 'time server disabled': '0', 'time server1': config.ntpServer },
    timeZone(config, ({ standardOffset, hasSummerTime }) => ({
      'time zone name': 'Custom',
      'time zone minutes': String(-standardOffset),
      ...(hasSummerTime ? {} : { 'dst config': '0' }),
    })),
    optionalParameter(config.phoneAdminPassword, 'admin password'),
    provisioningLogin(config, 'http digest username', 'http digest password'),
    {
      'auto resync mode': '1',
      'auto resync time': '03:00',
      // The phone's shortest poll interval is one day.
      'auto resync days': String(Math.max(1, Math.round(config.pollMinutes / MINUTES_OF_A_DAY))),
    },
    provisioningServer(config, serverParts),
  );
}

/** Splits the URL into its settings, and clears the settings of the other protocol, which an older config may have set. */
function serverParts(provisioningUrl: string, isHttps: boolean): Entries {
  const url = new URL(provisioningUrl);
  const port = url.port || (isHttps ? '443' : '80');
  const parts = (protocol: string, isUsed: boolean) => ({
    [`${protocol} server`]: isUsed ? url.hostname : '',
    [`${protocol} path`]: isUsed ? url.pathname.replace(/^\/|\/$/g, '') : '',
    [`${protocol} port`]: isUsed ? port : '',
  });
  return {
    'download protocol': isHttps ? 'HTTPS' : 'HTTP',
    ...parts('http', !isHttps),
    ...parts('https', isHttps),
  };
}
