import { BRANDS } from '../../phoneapps';
import type { Key } from '../../src/desk/model';
import { identifyPhone } from '../../src/phones/brands/identify';
import { layOutKeys } from '../../src/phones/provisioning/lay-out-keys';
import {
  fileFor,
  LOGGED_OUT_TOKEN,
  loggedIn,
  loggedOut,
  type ModelRow,
  memoryAfter,
  parametersFor,
  SESSION_TOKEN,
  SETTINGS,
} from './support';

const brand = BRANDS.find(({ id }) => id === 'unify');

function row(name: string): ModelRow {
  const model = name === 'unlisted' ? brand?.unknownModel : brand?.models[name];
  if (!brand || !model) throw new Error(`no ${name}`);
  return { brand, name, model };
}

const documentOf = (items: string) => `<?xml version="1.0" encoding="UTF-8"?>
<DLSMessage xmlns="http://www.siemens.com/DLS" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.siemens.com/DLS">
  <Message>
    <Action>WriteItems</Action>
    <ItemList>
${items}    </ItemList>
  </Message>
</DLSMessage>
`;

const item = (name: string, value: string, index = '') =>
  `      <Item name="${name}"${index}${value === '' ? '/>' : `>${value}</Item>`}\n`;
const items = (values: Readonly<Record<string, string>>, index?: number) =>
  Object.entries(values)
    .map(([name, value]) => item(name, value, index === undefined ? '' : ` index="${index}"`))
    .join('');

const account = (on: boolean) =>
  items({
    'mobility-enabled': 'false',
    e164: on ? '771001' : 'NULL',
    'sip-user-id': on ? 'auth-771001' : '',
    'sip-pwd': on ? 'Secret-of-Alice' : '',
    'sip-name': on ? 'Alice Adams' : '',
    'register-by-name': 'false',
    'display-id-unicode': on ? 'Alice Adams' : '',
    'use-display-id': on ? 'true' : 'false',
    'server-type': '0',
    'reg-addr': on ? '192.0.2.10' : '',
    'reg-port': '5060',
    'registrar-addr': on ? '192.0.2.10' : 'NULL',
    'registrar-port': '5060',
    'sip-transport-user': '0',
    'outbound-proxy-user': 'false',
    'default-domain': '',
    'sgnl-gateway-addr-user': '',
    'backup-registration': 'false',
    realm: '',
    'voice-mail-e164': on ? '*97' : '',
  });

/** In Rome. */
const TIME = items({
  'sntp-addr': SETTINGS.ntpServer,
  'sntp-tz-offset': '60',
  'daylight-save': 'true',
  'daylight-save-minutes': '60',
  'auto-daylight-save': 'true',
  'daylight-save-zone-id': '9',
});

const key = (place: number, values: Readonly<Record<string, string>> = {}) =>
  items(
    {
      'function-key-def': '0',
      'key-label-unicode': '',
      'select-dial': '',
      'stimulus-led-control-uri': '',
      'forwarding-type': '0',
      'forwarding-dest': '',
      ...values,
    },
    place,
  );

const KEYS: Key[] = [
  { kind: 'line', value: '', label: 'Own line' },
  { kind: 'blf', value: '2001', label: 'Bob Brown & Sons' },
  { kind: 'speed-dial', value: '2002', label: 'Carol' },
  { kind: 'voicemail', value: '', label: 'Mailbox' },
];

describe('an OpenStage 40', () => {
  const openStage = row('openstage-40');

  test('with a session gets the account and all keys', () => {
    const written =
      account(true) +
      TIME +
      key(1, {
        'function-key-def': '59',
        'key-label-unicode': 'Bob Brown &amp;',
        'stimulus-led-control-uri': '2001',
      }) +
      key(2, { 'function-key-def': '1', 'key-label-unicode': 'Carol', 'select-dial': '2002' }) +
      key(3, { 'function-key-def': '1', 'key-label-unicode': 'Mailbox', 'select-dial': '*97' }) +
      [4, 5, 6].map((place) => key(place)).join('');
    expect(fileFor(openStage, loggedIn(openStage, { keys: KEYS })).toString('utf8')).toBe(
      documentOf(written),
    );
  });

  test('without a session has the account and all keys cleared', () => {
    const written = account(false) + TIME + [1, 2, 3, 4, 5, 6].map((place) => key(place)).join('');
    expect(fileFor(openStage, loggedOut(openStage)).toString('utf8')).toBe(documentOf(written));
  });

  test('needs no key for its line: a line key of a template is left out', () => {
    const login: Key = { kind: 'login', value: '', label: '' };
    const six = Array.from(
      { length: 6 },
      (_, place): Key => ({ kind: 'blf', value: `200${place}`, label: '' }),
    );
    const line: Key = { kind: 'line', value: '', label: '' };
    const { lineKeys, leftOut } = layOutKeys([line, ...six], login, openStage.model);
    expect([lineKeys, leftOut]).toEqual([six, []]);
  });
});

describe('an OpenStage 60, which shows pages', () => {
  const openStage = row('openstage-60');
  const app = (values: Readonly<Record<string, string>>) =>
    items(
      {
        'XML-app-action': 'update',
        'XML-app-name': 'hotdesk',
        'XML-app-display-name': 'Hot desk',
        'XML-app-control-key': '0',
        'XML-app-special-instance': '0',
        'XML-app-server-addr': '192.0.2.10',
        'XML-app-server-port': '8480',
        'XML-app-transport': '0',
        'XML-app-program-name': `apps/${LOGGED_OUT_TOKEN}/i`,
        'XML-app-proxy-enabled': 'false',
        'XML-app-auto-start': 'false',
        'XML-app-num-tabs': '0',
        'XML-app-restart': 'true',
        ...values,
      },
      1,
    );
  const pageKey = (place: number, values: Readonly<Record<string, string>> = {}) =>
    key(place, { ...values, 'FPK-app-name': values['FPK-app-name'] ?? '' });

  test('without a session has one key, which opens the login', () => {
    const written =
      account(false) +
      TIME +
      pageKey(1, { 'function-key-def': '60', 'key-label-unicode': 'Login Int', 'FPK-app-name': 'hotdesk' }) +
      [2, 3, 4, 5, 6, 7, 8].map((place) => pageKey(place)).join('') +
      app({});
    expect(fileFor(openStage, loggedOut(openStage)).toString('utf8')).toBe(documentOf(written));
  });

  test('with a session has the login key after those of the template, with the page of the session', () => {
    const written = fileFor(openStage, loggedIn(openStage, { keys: KEYS })).toString('utf8');
    const login = {
      'function-key-def': '60',
      'key-label-unicode': 'Login/Logout',
      'FPK-app-name': 'hotdesk',
    };
    expect(written).toContain(pageKey(4, login));
    expect(written).toContain(app({ 'XML-app-program-name': `apps/${SESSION_TOKEN}/i` }));
  });

  test.each([
    [{ internalAddress: '2001:db8::10', externalAddress: null }, '[2001:db8::10]', '8480', '0'],
    [{ phonesPort: 80 }, '192.0.2.10', '80', '0'],
  ])('gets the address of its pages in its own format: %j', (change, address, port, transport) => {
    const settings = { ...SETTINGS, ...change };
    expect(fileFor(openStage, loggedOut(openStage, { settings })).toString('utf8')).toContain(
      app({
        'XML-app-server-addr': address,
        'XML-app-server-port': port,
        'XML-app-transport': transport,
      }),
    );
    expect(
      memoryAfter(openStage, fileFor(openStage, loggedOut(openStage, { settings }))).reading.keys,
    ).toMatchObject([{ opens: `http://${address}:${port}/apps/${LOGGED_OUT_TOKEN}/i` }]);
  });

  test('has the application deleted if the PBX has no address', () => {
    const settings = { ...SETTINGS, internalAddress: null, externalAddress: null };
    const before = fileFor(openStage, loggedOut(openStage));
    const file = fileFor(openStage, loggedOut(openStage, { settings }));
    expect(file.toString('utf8')).toContain('<Item name="XML-app-action" index="1">delete</Item>');
    expect(memoryAfter(openStage, before, file).reading.keys).toEqual([]);
  });

  test('of an unlisted model has the login in its menu, with the name of the application', () => {
    const unlisted = row('unlisted');
    expect(memoryAfter(unlisted, fileFor(unlisted, loggedOut(unlisted))).reading.keys).toMatchObject([
      { slot: 'menu', label: 'Hot desk', opens: `http://192.0.2.10:8480/apps/${LOGGED_OUT_TOKEN}/i` },
    ]);
  });
});

test.each([
  ['dnd', '25', {}],
  ['forward', '6', { 'forwarding-dest[1]': '2001' }],
  ['park', '1', { 'select-dial[1]': '2001' }],
  ['intercom', '1', { 'select-dial[1]': '2001' }],
  ['url', '0', {}],
  ['line', '0', {}],
] as const)('a key of the kind %s is function %s', (kind, id, numbers) => {
  const openStage = row('openstage-15');
  const config = loggedIn(openStage);
  const first: Key = { kind, value: '2001', label: 'Two' };
  const written = parametersFor(openStage, { ...config, lineKeys: [first, ...config.lineKeys.slice(1)] });
  expect(written.get('function-key-def[1]')).toBe(id);
  expect(written.get('key-label-unicode[1]')).toBe(id === '0' ? '' : 'Two');
  const said = [...written].filter(([name, value]) => name.endsWith('[1]') && value === '2001');
  expect(Object.fromEntries(said)).toEqual(numbers);
});

test.each([
  ['Europe/Berlin', '60', 'true'],
  ['Europe/London', '0', 'false'],
  ['America/New_York', '-300', 'false'],
  ['Asia/Kolkata', '330', 'false'],
  ['nowhere', '0', 'false'],
])('in %s the offset is %s minutes from UTC, daylight saving %s', (timezone, offset, summer) => {
  const written = parametersFor(row('cp200'), { ...loggedOut(row('cp200')), timezone });
  expect(written.get('sntp-tz-offset')).toBe(offset);
  for (const name of ['daylight-save', 'auto-daylight-save']) expect(written.get(name)).toBe(summer);
});

test('names and labels are cut between characters', () => {
  const openStage = row('openstage-40');
  const name = `${'张'.repeat(23)}👩😀`;
  const label = `${'ä'.repeat(11)}👩😀`;
  const keys: Key[] = [{ kind: 'blf', value: '1', label }];
  const user = { number: '771001', name, secret: 'x' };
  const written = parametersFor(openStage, loggedIn(openStage, { user, keys }));
  expect(written.get('display-id-unicode')).toBe(`${'张'.repeat(23)}👩`);
  expect(written.get('key-label-unicode[1]')).toBe(`${'ä'.repeat(11)}👩`);
});

test.each([
  ['OpenStage 60', 'openstage-60'],
  ['OpenStage 20E', 'openstage-20e'],
  ['OpenScape Desk Phone IP 55G', 'ip-55g'],
  ['OpenScape Desk Phone CP600', 'cp600'],
  ['OpenScape CP400', 'cp400'],
])('the model name %s means %s', (said, model) => {
  expect(brand?.modelOf(said)).toBe(model);
  expect(Object.keys(brand?.models ?? {})).toContain(model);
});

test('the file name identifies the phone, and the common file has no MAC', () => {
  expect(identifyPhone(BRANDS, '001AE8A1B2C3_config.xml', '')).toMatchObject({
    brand: { id: 'unify' },
    mac: '001ae8a1b2c3',
    role: 'config',
  });
  expect(identifyPhone(BRANDS, '000000000000_config.xml', '')).toMatchObject({ mac: null, role: 'absent' });
});

test('a phone whose number or registrar is cleared has no account', () => {
  const openStage = row('openstage-40');
  const session = fileFor(openStage, loggedIn(openStage));
  for (const cleared of ['e164', 'registrar-addr']) {
    for (const value of ['', 'NULL']) {
      const file = fileFor(openStage, loggedIn(openStage), { [cleared]: value });
      const [account] = memoryAfter(openStage, session, file).reading.accounts;
      expect([cleared, value, account?.enabled, account?.register]).toEqual([cleared, value, false, false]);
    }
  }
});
