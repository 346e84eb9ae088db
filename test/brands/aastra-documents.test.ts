import { BRANDS } from '../../phoneapps';
import type { Key, KeyKind } from '../../src/desk/model';
import { identifyPhone } from '../../src/phones/brands/identify';
import { writeScreen } from '../../src/phones/screens/dialects';
import { STRINGS } from '../../src/phones/screens/strings';
import { ALL_MODELS, fileFor, loggedIn, loggedOut, type ModelRow, parametersFor } from './support';

function rowOf(name: string): ModelRow {
  const row = ALL_MODELS.find((each) => each.brand.id === 'aastra' && each.name === name);
  if (!row) throw new Error(`no ${name}`);
  return row;
}

/** Lines 2 to 9, off. */
const OTHER_LINES = [2, 3, 4, 5, 6, 7, 8, 9]
  .map(
    (slot) => `sip line${slot} user name:
sip line${slot} auth name:
sip line${slot} password:
sip line${slot} display name:
sip line${slot} screen name:
sip line${slot} proxy ip: 0.0.0.0
sip line${slot} proxy port: 5060
sip line${slot} registrar ip: 0.0.0.0
sip line${slot} registrar port: 5060
sip line${slot} vmail:`,
  )
  .join('\n');

const LOGGED_OUT = `sip transport protocol: 1
sip line1 user name:
sip line1 auth name:
sip line1 password:
sip line1 display name:
sip line1 screen name:
sip line1 proxy ip: 0.0.0.0
sip line1 proxy port: 5060
sip line1 registrar ip: 0.0.0.0
sip line1 registrar port: 5060
sip line1 vmail:
${OTHER_LINES}
prgkey1 type: xml
prgkey1 value: http://192.0.2.10:8480/apps/logged-out-token-------/i
prgkey1 label: Login Int
prgkey1 line: 1
prgkey2 type: xml
prgkey2 value: http://pbx.example.com:8480/apps/logged-out-token-------/e
prgkey2 label: Login Extl
prgkey2 line: 1
prgkey3 type: none
prgkey3 value:
prgkey3 label:
prgkey3 line: 1
time server disabled: 0
time server1: pool.ntp.org
time zone name: Custom
time zone minutes: -60
auto resync mode: 1
auto resync time: 03:00
auto resync days: 1
download protocol: HTTP
http server: 192.0.2.10
http path: provision/logged-out-token-------
http port: 8480
https server:
https path:
https port:
`;

/** With a BLF key between line key and login key, and a secret that looks like a comment. */
const LOGGED_IN = `sip transport protocol: 1
sip line1 user name: 771001
sip line1 auth name: auth-771001
sip line1 password: "Secret #1"
sip line1 display name: Alice Adams
sip line1 screen name: 771001
sip line1 proxy ip: 192.0.2.10
sip line1 proxy port: 5060
sip line1 registrar ip: 192.0.2.10
sip line1 registrar port: 5060
sip line1 vmail: *97
${OTHER_LINES}
prgkey1 type: line
prgkey1 value:
prgkey1 label: 771001
prgkey1 line: 1
prgkey2 type: blf
prgkey2 value: 882002
prgkey2 label: Bob
prgkey2 line: 1
prgkey3 type: xml
prgkey3 value: http://192.0.2.10:8480/apps/session-token----------/i
prgkey3 label: Login/Logout
prgkey3 line: 1
time server disabled: 0
time server1: pool.ntp.org
time zone name: Custom
time zone minutes: -60
auto resync mode: 1
auto resync time: 03:00
auto resync days: 1
download protocol: HTTP
http server: 192.0.2.10
http path: provision/session-token----------
http port: 8480
https server:
https path:
https port:
`;

test('the file of a logged-out 6863i', () => {
  expect(fileFor(rowOf('6863i'), loggedOut(rowOf('6863i'))).toString('utf8')).toBe(LOGGED_OUT);
});

test('the file of a logged-in 6863i', () => {
  const keys: Key[] = [
    { kind: 'line', value: '', label: '' },
    { kind: 'blf', value: '882002', label: 'Bob' },
  ];
  const user = { number: '771001', name: 'Alice Adams', secret: 'Secret #1' };
  expect(fileFor(rowOf('6863i'), loggedIn(rowOf('6863i'), { keys, user })).toString('utf8')).toBe(LOGGED_IN);
});

test('an HTTPS provisioning URL goes into the HTTPS settings, and the HTTP settings are cleared', () => {
  const config = {
    ...loggedOut(rowOf('6863i')),
    provisioningUrl: 'https://pbx.example.com/provision/token/',
  };
  const parameters = parametersFor(rowOf('6863i'), config);
  const names = ['download protocol', 'https server', 'https path', 'https port', 'http server', 'http path'];
  expect(names.map((name) => parameters.get(name))).toEqual([
    'HTTPS',
    'pbx.example.com',
    'provision/token',
    '443',
    '',
    '',
  ]);
});

describe('keys', () => {
  const VENDOR_TYPES: Readonly<Record<KeyKind, readonly [string, string]>> = {
    none: ['none', '2001'],
    line: ['line', '2001'],
    'speed-dial': ['speeddial', '2001'],
    blf: ['blf', '2001'],
    park: ['park', 'asterisk;2001'],
    intercom: ['icom', '2001'],
    voicemail: ['speeddial', '2001'],
    dnd: ['dnd', '2001'],
    forward: ['callforward', '2001'],
    url: ['xml', '2001'],
    login: ['xml', '2001'],
  };

  test.each(Object.entries(VENDOR_TYPES))('%s', (kind, [type, value]) => {
    const config = loggedIn(rowOf('6867i'));
    const key = { kind: kind as KeyKind, value: '2001', label: 'Two' };
    const parameters = parametersFor(rowOf('6867i'), {
      ...config,
      lineKeys: [key, ...config.lineKeys.slice(1)],
    });
    expect(['type', 'value', 'label'].map((name) => parameters.get(`topsoftkey1 ${name}`))).toEqual([
      type,
      value,
      'Two',
    ]);
  });

  test('of each model have one type and the number in the table, and models without soft keys have one field per page', () => {
    const facts = ALL_MODELS.filter(({ brand }) => brand.id === 'aastra').map((row) => {
      const families = new Set(
        [...parametersFor(row, loggedOut(row)).keys()].flatMap(
          (name) => /^(\w*key)\d+ type$/.exec(name)?.[1] ?? [],
        ),
      );
      return `${row.name} ${[...families].join('+')} ${row.model.lineKeys} ${row.model.formFields}`;
    });
    expect(facts.join(', ')).toBe(
      '6905 prgkey 3 1, 6910 prgkey 8 1, 6915 topsoftkey 6 2, 6920 topsoftkey 8 2, 6930 topsoftkey 12 2, ' +
        '6940 topsoftkey 24 2, 6970 topsoftkey 6 2, 53i prgkey 6 1, 55i softkey 20 2, 57i softkey 20 2, ' +
        '6730i prgkey 8 1, 6731i prgkey 8 1, 6735i softkey 20 2, 6737i softkey 20 2, 6739i softkey 55 2, ' +
        '6753i prgkey 6 1, 6755i softkey 20 2, 6757i softkey 20 2, 6863i prgkey 3 1, 6865i prgkey 8 1, ' +
        '6867i topsoftkey 20 2, 6869i topsoftkey 44 2, 6873i topsoftkey 48 2, 6915d topsoftkey 6 2, ' +
        '6920w topsoftkey 8 2, 6930w topsoftkey 12 2, 6940w topsoftkey 24 2, 9143i prgkey 7 1, 9480i softkey 6 2, ' +
        'unlisted prgkey+softkey+topsoftkey 2 1',
    );
  });
});

test('a menu has the vendor’s prefix, numbered items, and Exit on the last of six soft keys', () => {
  const screens = BRANDS.find(({ id }) => id === 'aastra')?.screens;
  if (!screens) throw new Error('the brand shows no screens');
  const items = [{ label: 'Login', url: 'http://192.0.2.10:8480/apps/token/i/login' }];
  expect(
    writeScreen({ kind: 'menu', title: 'Hot desk', items }, screens, STRINGS.en).bytes.toString('utf8'),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<AastraIPPhoneTextMenu style="numbered" Beep="no" wrapList="no" destroyOnExit="yes" Timeout="60">
  <Title wrap="no">Hot desk</Title>
  <MenuItem>
    <Prompt>Login</Prompt>
    <URI>http://192.0.2.10:8480/apps/token/i/login</URI>
  </MenuItem>
  <SoftKey index="1">
    <Label>Select</Label>
    <URI>SoftKey:Select</URI>
  </SoftKey>
  <SoftKey index="6">
    <Label>Exit</Label>
    <URI>SoftKey:Exit</URI>
  </SoftKey>
</AastraIPPhoneTextMenu>
`);
});

test.each([
  ['startup.cfg', 'absent'],
  ['aastra.tuz', 'absent'],
  ['6867i.cfg', 'absent'],
  ['57i.cfg', 'absent'],
  ['6920w.tuz', 'absent'],
  ['00085D0A1B2C.tuz', 'absent'],
  ['00085D0A1B2C.cfg', 'config'],
])('the file %s has the role %s', (file, role) => {
  expect(identifyPhone(BRANDS, file, '')).toMatchObject({ brand: { id: 'aastra' }, role });
});
