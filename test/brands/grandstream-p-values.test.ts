import { BRANDS } from '../../phoneapps';
import { fileFor, loggedIn, loggedOut, type ModelRow, parametersFor, readingOf } from './support';

const brand = BRANDS.find(({ id }) => id === 'grandstream');

function row(name: string): ModelRow {
  const model = brand?.models[name];
  if (!brand || !model) throw new Error(`no ${name}`);
  return { brand, name, model };
}

const elements = (values: readonly (readonly [number, string])[]) =>
  values
    .map(([number, value]) => `    <P${number}${value === '' ? '/>' : `>${value}</P${number}>`}\n`)
    .join('');

const off = (base: number) =>
  [
    [base, '0'],
    [base + 1, ''],
    [base + 3, ''],
    [base + 4, ''],
    [base + 5, ''],
  ] as const;

const key = (
  [mode, account, label, value]: readonly [number, number, number, number],
  said: string,
  name = '',
) =>
  [
    [mode, said],
    [account, '0'],
    [label, name],
    [value, ''],
  ] as const;

const FOUR_IDLE_KEYS = [
  ...key([1367, 1368, 1469, 1470], '-1'),
  ...key([1369, 1370, 1471, 1472], '-1'),
  ...key([1371, 1372, 1473, 1474], '-1'),
  ...key([1373, 1374, 1475, 1476], '-1'),
];

const settings = (token: string) =>
  [
    [4428, '1'],
    [30, 'pool.ntp.org'],
    [64, 'customize'],
    [246, 'STD-1DST-2,M3.5.0/02:00:00,M10.5.0/03:00:00'],
    [212, '1'],
    [237, `192.0.2.10:8480/provision/${token}`],
    [194, '1'],
    [193, '60'],
  ] as const;

const inDocument = (values: readonly (readonly [number, string])[]) => `<?xml version="1.0" encoding="UTF-8"?>
<gs_provision version="1">
  <config version="1">
${elements(values)}  </config>
</gs_provision>
`;

test('the file of a logged-out GXP1760', () => {
  expect(fileFor(row('gxp1760'), loggedOut(row('gxp1760'))).toString('utf8')).toBe(
    inDocument([
      ...[
        [271, '0'],
        [270, ''],
        [47, ''],
        [48, ''],
        [130, '0'],
        [35, ''],
        [36, ''],
        [34, ''],
      ],
      ...[
        [3, ''],
        [31, '0'],
        [33, ''],
        [99, '0'],
      ],
      ...off(401),
      ...off(501),
      ...key([1363, 1364, 1465, 1466], '28', 'Login Int'),
      ...key([1365, 1366, 1467, 1468], '-1'),
      ...FOUR_IDLE_KEYS,
      [337, '192.0.2.10:8480/apps/logged-out-token-------/i'],
      [352, ''],
      ...settings('logged-out-token-------'),
    ] as [number, string][]),
  );
});

test('the file of a logged-in GXP1760', () => {
  expect(fileFor(row('gxp1760'), loggedIn(row('gxp1760'))).toString('utf8')).toBe(
    inDocument([
      ...[
        [271, '1'],
        [270, '771001'],
        [47, '192.0.2.10:5060'],
        [48, ''],
        [130, '0'],
        [35, '771001'],
      ],
      ...[
        [36, 'auth-771001'],
        [34, 'Secret-of-Alice'],
        [3, 'Alice Adams'],
        [31, '1'],
        [33, '*97'],
        [99, '1'],
      ],
      ...off(401),
      ...off(501),
      ...key([1363, 1364, 1465, 1466], '0', '771001'),
      ...key([1365, 1366, 1467, 1468], '28', 'Login/Logout'),
      ...FOUR_IDLE_KEYS,
      [337, '192.0.2.10:8480/apps/session-token----------/i'],
      [352, ''],
      ...settings('session-token----------'),
    ] as [number, string][]),
  );
});

test.each([
  ['none', '-1'],
  ['line', '0'],
  ['speed-dial', '10'],
  ['blf', '11'],
  ['voicemail', '16'],
  ['park', '19'],
  ['intercom', '20'],
  ['login', '28'],
  ['dnd', '-1'],
  ['forward', '-1'],
  ['url', '-1'],
] as const)('a key of the kind %s is %s', (kind, mode) => {
  const config = loggedIn(row('gxp1780'));
  const lineKeys = [...config.lineKeys.slice(0, 7), { kind, value: '2001', label: 'Two' }];
  expect(parametersFor(row('gxp1780'), { ...config, lineKeys }).get('P23804')).toBe(mode);
});

test('each further account of a phone with sixteen is disabled and cleared by its own P-values', () => {
  const parameters = parametersFor(row('gxv3380'), loggedOut(row('gxv3380')));
  const active = [271, 401, 501, 601, 1701, 1801, 50601, 50701, 50801, 50901, 51001, 51101, 51201];
  for (const number of [...active, 51301, 51401, 51501]) expect(parameters.get(`P${number}`)).toBe('0');
  for (const base of active.slice(1)) {
    expect([1, 3, 4, 5].map((offset) => parameters.get(`P${base + offset}`))).toEqual(['', '', '', '']);
  }
});

test('an Android phone gets its time zone by name, and no page URL', () => {
  const parameters = parametersFor(row('gxv3380'), loggedOut(row('gxv3380')));
  expect(parameters.get('P64')).toBe('Europe/Rome');
  expect(['P246', 'P337', 'P352'].filter((name) => parameters.has(name))).toEqual([]);
});

test('a phone that reads P-values ignores a file of the second version', () => {
  const named = fileFor(row('gxp2130'), loggedIn(row('gxp2130')));
  expect(readingOf(row('gxp2130'), named).accounts[0]?.enabled).toBe(true);
  expect(readingOf(row('gxp1760'), named).accounts.filter(({ enabled }) => enabled)).toEqual([]);
});
