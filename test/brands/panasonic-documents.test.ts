import { BRANDS } from '../../phoneapps';
import type { Key, KeyKind } from '../../src/desk/model';
import { FORMAT_PARSERS } from '../../src/simulator/parsers';
import { UnreadableFile } from '../../src/simulator/parsers/unreadable-file';
import { fileFor, loggedIn, loggedOut, type ModelRow, parametersFor } from './support';

function rowOf(name: string): ModelRow {
  const brand = BRANDS.find(({ id }) => id === 'panasonic');
  const model = Object.entries(brand?.models ?? {}).find(([own]) => own === name)?.[1];
  if (!brand || !model) throw new Error(`no ${name}`);
  return { brand, name, model };
}

/** Two lines and two buttons. */
const HDV130 = rowOf('kx-hdv130');

const HEADER = '# Panasonic SIP Phone Standard Format File # DO NOT CHANGE THIS LINE!';

const SECOND_LINE = `LINE_ENABLE_2="Disabled"
PROFILE_ENABLE_2="Disabled"
PHONE_NUMBER_2=""
SIP_URI_2=""
DISPLAY_NAME_2=""
SIP_AUTHID_2=""
SIP_PASS_2=""
SIP_RGSTR_ADDR_2=""
SIP_RGSTR_PORT_2=""
SIP_PRXY_ADDR_2=""
SIP_PRXY_PORT_2=""
SIP_PRSNC_ADDR_2=""
SIP_PRSNC_PORT_2=""
SIP_TRANSPORT_2="0"
SIP_TLS_MODE_2="0"
VM_NUMBER_2=""`;

const OTHER_SETTINGS = `CFG_PRODUCT_FILE_PATH=""
CFG_MASTER_FILE_PATH=""
CFG_CYCLIC="Y"
CFG_CYCLIC_INTVL="5"
CFG_RESYNC_TIME=""
CFG_RESYNC_FROM_SIP="check-sync"
`;

/** With the line ends that the phone needs. */
const withCrLf = (text: string) => `${text}\n`.replaceAll('\n', '\r\n');

test('the file of a logged-out KX-HDV130', () => {
  expect(fileFor(HDV130, loggedOut(HDV130)).toString('utf8')).toBe(
    withCrLf(`${HEADER}
${SECOND_LINE.replaceAll(/_2=/g, '_1=')}
${SECOND_LINE}
VM_SUBSCRIBE_ENABLE="Y"
FLEX_BUTTON_FACILITY_ACT1=""
FLEX_BUTTON_FACILITY_ARG1=""
FLEX_BUTTON_QUICK_DIAL1=""
FLEX_BUTTON_LABEL1=""
FLEX_BUTTON_FACILITY_ACT2=""
FLEX_BUTTON_FACILITY_ARG2=""
FLEX_BUTTON_QUICK_DIAL2=""
FLEX_BUTTON_LABEL2=""
XMLAPP_ENABLE="Y"
XMLAPP_INITIAL_URL="http://192.0.2.10:8480/apps/logged-out-token-------/i"
XMLAPP_START_URL="http://192.0.2.10:8480/apps/logged-out-token-------/i"
NTP_ADDR="pool.ntp.org"
LOCAL_TIME_ZONE_POSIX="STD-1DST-2,M3.5.0/02:00:00,M10.5.0/03:00:00"
CFG_STANDARD_FILE_PATH="http://192.0.2.10:8480/provision/logged-out-token-------/Config{MAC}.cfg"
${OTHER_SETTINGS}`),
  );
});

test('the file of a logged-in KX-HDV130, with a BLF key, an admin password and a provisioning login', () => {
  const keys: Key[] = [
    { kind: 'line', value: '', label: '' },
    { kind: 'blf', value: '882002', label: 'Bob' },
  ];
  const config = {
    ...loggedIn(HDV130, { keys, options: { phoneAdminPassword: 'of-the-phone', language: 'de' } }),
    provisioningLogin: { user: 'desk', password: 'of-the-desk' },
  };
  expect(fileFor(HDV130, config).toString('utf8')).toBe(
    withCrLf(`${HEADER}
LINE_ENABLE_1="Enabled"
PROFILE_ENABLE_1="Enabled"
PHONE_NUMBER_1="771001"
SIP_URI_1=""
DISPLAY_NAME_1="Alice Adams"
SIP_AUTHID_1="auth-771001"
SIP_PASS_1="Secret-of-Alice"
SIP_RGSTR_ADDR_1="192.0.2.10"
SIP_RGSTR_PORT_1="5060"
SIP_PRXY_ADDR_1="192.0.2.10"
SIP_PRXY_PORT_1="5060"
SIP_PRSNC_ADDR_1="192.0.2.10"
SIP_PRSNC_PORT_1="5060"
SIP_TRANSPORT_1="0"
SIP_TLS_MODE_1="0"
VM_NUMBER_1="*97"
${SECOND_LINE}
VM_SUBSCRIBE_ENABLE="Y"
FLEX_BUTTON_FACILITY_ACT1="X_PANASONIC_IPTEL_DN"
FLEX_BUTTON_FACILITY_ARG1="1"
FLEX_BUTTON_QUICK_DIAL1=""
FLEX_BUTTON_LABEL1="771001"
FLEX_BUTTON_FACILITY_ACT2="X_PANASONIC_IPTEL_CONTACT"
FLEX_BUTTON_FACILITY_ARG2="882002"
FLEX_BUTTON_QUICK_DIAL2=""
FLEX_BUTTON_LABEL2="Bob"
XMLAPP_ENABLE="Y"
XMLAPP_INITIAL_URL="http://192.0.2.10:8480/apps/session-token----------/i"
XMLAPP_START_URL="http://192.0.2.10:8480/apps/session-token----------/i"
NTP_ADDR="pool.ntp.org"
LOCAL_TIME_ZONE_POSIX="STD-1DST-2,M3.5.0/02:00:00,M10.5.0/03:00:00"
DEFAULT_LANGUAGE="de"
ADMIN_PASS="of-the-phone"
CFG_STANDARD_FILE_PATH="http://192.0.2.10:8480/provision/session-token----------/Config{MAC}.cfg"
${OTHER_SETTINGS.replace('CFG_CYCLIC=', 'HTTP_AUTH_ID="desk"\nHTTP_AUTH_PASS="of-the-desk"\nCFG_CYCLIC=')}`),
  );
});

/** The function of a button on phones with physical keys, on phones with keys on the display, and its number. */
const BUTTONS: Readonly<Record<Exclude<KeyKind, 'login'>, readonly [string, string, string]>> = {
  none: ['', '', ''],
  line: ['X_PANASONIC_IPTEL_DN', 'X_PANASONIC_IPTEL_LINE', '1'],
  blf: ['X_PANASONIC_IPTEL_CONTACT', 'X_PANASONIC_IPTEL_BLF', '2001'],
  'speed-dial': ['X_PANASONIC_IPTEL_ONETOUCH', 'X_PANASONIC_IPTEL_ONETOUCH', '2001'],
  park: ['X_PANASONIC_IPTEL_ONETOUCH', 'X_PANASONIC_IPTEL_ONETOUCH', '2001'],
  intercom: ['X_PANASONIC_IPTEL_ONETOUCH', 'X_PANASONIC_IPTEL_ONETOUCH', '2001'],
  voicemail: ['X_PANASONIC_IPTEL_ONETOUCH', 'X_PANASONIC_IPTEL_ONETOUCH', '2001'],
  dnd: ['', '', ''],
  forward: ['', '', ''],
  url: ['', '', ''],
};

test.each(Object.entries(BUTTONS))('a button of the kind %s', (kind, [key, field, number]) => {
  const added = { kind: kind as KeyKind, value: '2001', label: 'Two' };
  const written = (name: string) => {
    const row = rowOf(name);
    const config = loggedIn(row);
    return parametersFor(row, { ...config, lineKeys: [added, ...config.lineKeys.slice(1)] });
  };
  expect(written('kx-hdv230').get('FLEX_BUTTON_FACILITY_ACT1')).toBe(key);
  expect(written('kx-hdv430').get('FLEX_BUTTON_FACILITY_ACT1')).toBe(field);
  expect(written('kx-hdv430').get('FLEX_BUTTON_FACILITY_ARG1')).toBe(number);
  expect(written('kx-hdv430').get('FLEX_BUTTON_LABEL1')).toBe(key === '' ? '' : 'Two');
});

/** Lines and flexible buttons. */
const MODELS: Readonly<Record<string, readonly [number, number]>> = {
  'kx-hdv100': [1, 0],
  'kx-hdv130': [2, 2],
  'kx-hdv230': [6, 24],
  'kx-hdv330': [12, 24],
  'kx-hdv430': [16, 24],
  'kx-hdv800': [1, 0],
  'kx-ut113': [2, 0],
  'kx-ut123': [2, 0],
  'kx-ut133': [4, 24],
  'kx-ut136': [4, 24],
  'kx-ut248': [6, 24],
  'kx-tgp600': [8, 0],
};

test('a phone that shows no pages gets no page URL', () => {
  const row = rowOf('kx-hdv800');
  const parameters = parametersFor(row, loggedIn(row));
  const written = ['ENABLE', 'INITIAL_URL', 'START_URL'].map((name) => parameters.get(`XMLAPP_${name}`));
  expect(written).toEqual(['N', '', '']);
});

test('the lines and buttons of the models are those in the table', () => {
  const facts = Object.entries(HDV130.brand.models).map(([name, { accounts, lineKeys }]) => [
    name,
    [accounts, lineKeys],
  ]);
  expect(Object.fromEntries(facts)).toEqual(MODELS);
});

test.each(Object.keys(MODELS))('the largest file of a %s is within the limits of the phone', (name) => {
  const row = rowOf(name);
  const keys: Key[] = Array.from({ length: 40 }, () => ({
    kind: 'speed-dial',
    value: '9'.repeat(500),
    label: 'ü'.repeat(500),
  }));
  const file = fileFor(row, loggedIn(row, { keys }));
  expect(file.length).toBeLessThanOrEqual(120 * 1024);
  for (const line of file.toString('utf8').split('\r\n')) {
    expect(Buffer.byteLength(line) + 2).toBeLessThanOrEqual(537);
  }
});

describe('a phone', () => {
  const read = (text: string) => () => FORMAT_PARSERS['quoted-lines'](Buffer.from(text));

  test.each([
    ['has another first line', 'A="1"\r\n\r\n'],
    ['does not end in an empty line', `${HEADER}\r\nA="1"\r\n`],
    ['has a space around the equals sign', `${HEADER}\r\nA = "1"\r\n\r\n`],
    ['has a value without quotes', `${HEADER}\r\nA=1\r\n\r\n`],
    ['has a name that is too long', `${HEADER}\r\n${'A'.repeat(33)}="1"\r\n\r\n`],
    ['is too large', `${HEADER}\r\n${'# x\r\n'.repeat(30_000)}\r\n`],
  ])('refuses a file that %s', (_, text) => {
    expect(read(text)).toThrow(UnreadableFile);
  });

  test('ignores comments and lines that are too long, and uses the first of two equal names', () => {
    const long = `LONG="${'x'.repeat(531)}"`;
    const parameters = read(`${HEADER}\r\n# B="1"\r\nA="1"\r\n${long}\r\nA="2"\r\n\r\n`)();
    expect([...parameters]).toEqual([['A', '1']]);
  });
});
