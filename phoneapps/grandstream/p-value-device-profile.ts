import type { Parameters } from '../../src/phones/brands/parameters';
import type { AccountReading, KeyReading, Reading } from '../../src/simulator/device-profile';

/** The P-values of the active flags of accounts 2 to 6; the other fields of an account follow its flag. */
const ACTIVE = [401, 501, 601, 1701, 1801];
const FROM_THE_SEVENTH = [50601, 50701, 50801, 50901, 51001, 51101, 51201, 51301, 51401, 51501];

/** The P-values of mode, label and value of the virtual keys of GXP17xx. */
const KEYS = [
  ['P1363', 'P1465', 'P1466'],
  ['P1365', 'P1467', 'P1468'],
  ['P1367', 'P1469', 'P1470'],
  ['P1369', 'P1471', 'P1472'],
  ['P1371', 'P1473', 'P1474'],
  ['P1373', 'P1475', 'P1476'],
  ['P23800', 'P23802', 'P23803'],
  ['P23804', 'P23806', 'P23807'],
] as const;

const KEY_KINDS: Readonly<Record<string, string>> = {
  '': 'none',
  '-1': 'none',
  '0': 'line',
  '10': 'speed-dial',
  '11': 'blf',
  '16': 'voicemail',
  '19': 'park',
  '20': 'intercom',
  '28': 'login',
};

/** Reads a config in P-values. Such a phone ignores named parameters. */
export function readPValues(parameters: Parameters): Reading {
  const value = (name: string) => parameters.get(name) ?? '';
  const page = value('P337');
  const url = page === '' || /^https?:\/\//.test(page) ? page : `http://${page}`;
  const path = value('P237');
  const minutes = Number(value('P193'));
  return {
    accounts: [
      readFirst(value),
      ...[...ACTIVE, ...FROM_THE_SEVENTH].map((active) => readFurther(value, active)),
    ],
    keys: [...KEYS.map((names, index) => readKey(value, names, index + 1, url)), softKey(value, url)].filter(
      ({ kind }) => kind !== 'none',
    ),
    provisioningUrl: path === '' ? null : `${value('P212') === '1' ? 'http' : 'https'}://${path}/`,
    provisioningLogin: { user: value('P1360'), password: value('P1361') },
    pollMinutes: value('P194') === '1' && minutes >= 60 ? minutes : null,
  };
}

type Value = (name: string) => string;

function readFirst(value: Value): AccountReading {
  return {
    ...readAccount(value('P271'), value('P47'), [value('P35'), value('P36'), value('P34')]),
    register: value('P31') === '1',
    transport: value('P130') === '2' ? 'tls' : value('P130') === '1' ? 'tcp' : 'udp',
    displayName: value('P3'),
    voicemailNumber: value('P33'),
  };
}

function readFurther(value: Value, active: number): AccountReading {
  const at = (offset: number) => value(`P${active + offset}`);
  return readAccount(at(0), at(1), [at(3), at(4), at(5)]);
}

function readAccount(
  active: string,
  address: string,
  [user, authUser, secret]: readonly [string, string, string],
): AccountReading {
  const [, server = '', port] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(address) ?? [];
  return {
    enabled: active === '1',
    register: active === '1',
    user,
    authUser,
    secret,
    server,
    port: port ? Number(port) : 5060,
    transport: 'udp',
    displayName: '',
    voicemailNumber: '',
  };
}

function readKey(
  value: Value,
  [modeName, labelName, valueName]: (typeof KEYS)[number],
  place: number,
  url: string,
): KeyReading {
  const mode = value(modeName);
  const kind = KEY_KINDS[mode] ?? `mode ${mode}`;
  const opens = kind === 'login' && url !== '' ? url : null;
  return { slot: `line ${place}`, kind, label: value(labelName), value: value(valueName), opens };
}

function softKey(value: Value, url: string): KeyReading {
  const label = value('P352');
  const opens = label === '' || url === '' ? null : url;
  return { slot: 'soft 1', kind: opens === null ? 'none' : 'login', label, value: '', opens };
}
