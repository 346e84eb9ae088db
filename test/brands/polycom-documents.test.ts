import { BRANDS } from '../../phoneapps';
import { identifyPhone } from '../../src/phones/brands/identify';
import { writeScreen } from '../../src/phones/screens/dialects';
import type { FormField, Screen } from '../../src/phones/screens/screen';
import { STRINGS } from '../../src/phones/screens/strings';
import { formUrl } from '../../src/simulator/browser/form-url';
import { PageRefused } from '../../src/simulator/browser/page-root';
import { readPage } from '../../src/simulator/browser/read-page';
import { profileOf } from '../device-profiles';
import { fileFor, loggedIn, loggedOut, type ModelRow } from './support';

function vvx(): ModelRow {
  const brand = BRANDS.find(({ id }) => id === 'polycom');
  const model = brand?.models.vvx150;
  if (!brand || !model) throw new Error('no VVX 150');
  return { brand, name: 'vvx150', model };
}

const documentOf = (lines: readonly string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<PHONE_CONFIG>\n${lines.map((line) => `  <ALL ${line}/>\n`).join('')}</PHONE_CONFIG>\n`;

const SECOND_REGISTRATION = [
  'reg.2.address=""',
  'reg.2.label=""',
  'reg.2.displayName=""',
  'reg.2.auth.userId=""',
  'reg.2.auth.password=""',
  'reg.2.server.1.address=""',
  'reg.2.server.1.port=""',
  'reg.2.server.1.transport=""',
  'reg.2.server.1.register="0"',
];

const noSoftKey = (slot: number) => [
  `softkey.${slot}.enable="0"`,
  `softkey.${slot}.label=""`,
  `softkey.${slot}.action=""`,
  `softkey.${slot}.insert="${slot}"`,
  `softkey.${slot}.use.idle="0"`,
];

const settings = (ownSoftKeys: string, home: string, token: string) => [
  'feature.enhancedFeatureKeys.enabled="1"',
  `softkey.feature.newcall="${ownSoftKeys}"`,
  `softkey.feature.forward="${ownSoftKeys}"`,
  `softkey.feature.directories="${ownSoftKeys}"`,
  `mb.main.home="${home}"`,
  'tcpIpApp.sntp.address="pool.ntp.org"',
  'tcpIpApp.sntp.address.overrideDHCP="1"',
  'tcpIpApp.sntp.gmtOffset="3600"',
  'tcpIpApp.sntp.gmtOffset.overrideDHCP="1"',
  'tcpIpApp.sntp.daylightSavings.enable="1"',
  'prov.polling.enabled="1"',
  'prov.polling.mode="rel"',
  'prov.polling.period="300"',
  'voIpProt.SIP.specialEvent.checkSync.alwaysReboot="0"',
  'prov.login.enabled="0"',
  'device.set="1"',
  'device.prov.tagSerialNo.set="1"',
  'device.prov.tagSerialNo="1"',
  'device.prov.serverName.set="1"',
  `device.prov.serverName="http://192.0.2.10:8480/provision/${token}/"`,
];

test('the file of a logged-out VVX 150', () => {
  const int = 'http://192.0.2.10:8480/apps/logged-out-token-------/i';
  expect(fileFor(vvx(), loggedOut(vvx())).toString('utf8')).toBe(
    documentOf([
      'reg.1.address=""',
      'reg.1.label=""',
      'reg.1.displayName=""',
      'reg.1.auth.userId=""',
      'reg.1.auth.password=""',
      'reg.1.server.1.address=""',
      'reg.1.server.1.port=""',
      'reg.1.server.1.transport=""',
      'reg.1.server.1.register="0"',
      ...SECOND_REGISTRATION,
      'msg.mwi.1.callBackMode="disabled"',
      'msg.mwi.1.callBack=""',
      'msg.mwi.1.subscribe=""',
      'softkey.1.enable="1"',
      'softkey.1.label="Login Int"',
      `softkey.1.action="${int}"`,
      'softkey.1.insert="1"',
      'softkey.1.use.idle="1"',
      'softkey.2.enable="1"',
      'softkey.2.label="Login Extl"',
      'softkey.2.action="http://pbx.example.com:8480/apps/logged-out-token-------/e"',
      'softkey.2.insert="2"',
      'softkey.2.use.idle="1"',
      ...noSoftKey(3),
      ...noSoftKey(4),
      ...settings('0', int, 'logged-out-token-------'),
    ]),
  );
});

test('the file of a logged-in VVX 150', () => {
  const login = 'http://192.0.2.10:8480/apps/session-token----------/i';
  expect(fileFor(vvx(), loggedIn(vvx())).toString('utf8')).toBe(
    documentOf([
      'reg.1.address="771001"',
      'reg.1.label="771001"',
      'reg.1.displayName="Alice Adams"',
      'reg.1.auth.userId="auth-771001"',
      'reg.1.auth.password="Secret-of-Alice"',
      'reg.1.server.1.address="192.0.2.10"',
      'reg.1.server.1.port="5060"',
      'reg.1.server.1.transport="UDPOnly"',
      'reg.1.server.1.register="1"',
      ...SECOND_REGISTRATION,
      'msg.mwi.1.callBackMode="contact"',
      'msg.mwi.1.callBack="*97"',
      'msg.mwi.1.subscribe="771001"',
      'softkey.1.enable="1"',
      'softkey.1.label="Login/Logout"',
      `softkey.1.action="${login}"`,
      'softkey.1.insert="1"',
      'softkey.1.use.idle="1"',
      ...noSoftKey(2),
      ...noSoftKey(3),
      ...noSoftKey(4),
      ...settings('1', login, 'session-token----------'),
    ]),
  );
});

test('the master file is the same for every phone and names its config, and files with user settings are absent', () => {
  const { brand } = vvx();
  const identified = (file: string) =>
    identifyPhone(BRANDS, file, profileOf(brand).userAgent('vvx150', '0004f2a1b2c3'));
  expect(identified('0004f2a1b2c3.cfg')).toMatchObject({ brand: { id: 'polycom' }, role: 'fixed' });
  expect(identified('0004f2a1b2c3.cfg')?.content).toContain('CONFIG_FILES="hd-[PHONE_MAC_ADDRESS].cfg"');
  expect(identified('hd-0004f2a1b2c3.cfg')).toMatchObject({
    role: 'config',
    mac: '0004f2a1b2c3',
    content: null,
  });
  for (const name of [
    '-phone.cfg',
    '-web.cfg',
    '-license.cfg',
    '-directory.xml',
    '-calls.xml',
    '-user.cfg',
  ]) {
    expect(identified(`0004f2a1b2c3${name}`)).toMatchObject({ brand: { id: 'polycom' }, role: 'absent' });
  }
  expect(identified('000000000000.cfg')).toMatchObject({ role: 'absent' });
});

test('every brand has a content for each of its fixed files, and for no other file', () => {
  for (const { files } of BRANDS) {
    for (const { role, content } of files) expect(content !== undefined).toBe(role === 'fixed');
  }
});

const URL = 'http://192.0.2.10:8480/apps/token/i/login';
const EXTENSION: FormField = { name: 'extension', label: 'Extension', type: 'digits', masked: false };
const PASSWORD: FormField = { name: 'password', label: 'Password', type: 'digits', masked: true };

describe('pages', () => {
  const profile = vvx().brand.screens;
  if (!profile) throw new Error('the brand shows no pages');
  const written = (screen: Screen) => writeScreen(screen, profile, STRINGS.en).bytes;
  const shown = (screen: Screen) => readPage(written(screen), profile);

  test('a menu is a list of links', () => {
    const items = [
      { label: 'Logout', url: `${URL}?a=1&b=2` },
      { label: 'Login as other', url: URL },
    ];
    const menu: Screen = { kind: 'menu', title: 'Logged in: 1001', items };
    expect(written(menu).toString('utf8')).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<html>
  <head>
    <title>Logged in: 1001</title>
  </head>
  <body>
    <p>
      <a href="http://192.0.2.10:8480/apps/token/i/login?a=1&amp;b=2">Logout</a>
    </p>
    <p>
      <a href="http://192.0.2.10:8480/apps/token/i/login">Login as other</a>
    </p>
    <softkey index="4" label="Exit" action="SoftKey:Exit"/>
  </body>
</html>
`);
    expect(shown(menu)).toMatchObject({ kind: 'menu', title: 'Logged in: 1001', items });
  });

  test('a form has a submit button, for phones without soft keys on pages, and a soft key', () => {
    const form: Screen = { kind: 'form', title: 'Login', action: URL, fields: [EXTENSION, PASSWORD] };
    const page = shown(form);
    expect(written(form).toString('utf8')).toContain('<input type="submit" value="OK"/>');
    expect(page).toMatchObject({
      kind: 'form',
      title: 'Login',
      action: URL,
      fields: [
        { name: 'extension', label: 'Extension', masked: false, editable: true, value: '' },
        { name: 'password', label: 'Password', masked: true, editable: true, value: '' },
      ],
    });
    expect(page.softKeys).toEqual([
      { index: 1, label: 'OK', does: { action: 'submit' } },
      { index: 4, label: 'Cancel', does: { action: 'exit' } },
    ]);
  });

  test('the query of a form URL is sent too, although a form replaces a query', () => {
    const action = `${URL}?extension=1001&odd=a%26b`;
    const page = shown({ kind: 'form', title: '1001', action, fields: [PASSWORD] });
    if (page.kind !== 'form') throw new Error('not a form');
    const sent = new globalThis.URL(formUrl(page));
    expect(`${sent.origin}${sent.pathname}`).toBe(URL);
    expect([...sent.searchParams]).toEqual([
      ['password', ''],
      ['extension', '1001'],
      ['odd', 'a&b'],
    ]);
  });

  test('a message has a link to its next page, and offers to load a new config', () => {
    const message = { kind: 'message' as const, title: 'Logged in', text: '1001 & more <b>', next: URL };
    expect(shown(message)).toMatchObject({ kind: 'text', text: '1001 & more <b>', doneUrl: URL });
    const done: Screen = { ...message, next: null, newConfig: true };
    expect(written(done).toString('utf8')).toContain('<a href="Action:UpdateConfig">Load settings now</a>');
    expect(shown(done)).toMatchObject({ kind: 'text', doneUrl: null });
    expect(written(message).toString('utf8')).not.toContain('Action:');
  });

  test('a page that is too large throws', () => {
    const large: Screen = { kind: 'message', title: 'x', text: 'x'.repeat(10_000), next: null };
    expect(() => written(large)).toThrow(/bytes/);
  });

  test.each([
    ['invalid XHTML', '<p>Hello'],
    ['another root', '<CiscoIPPhoneText><Text>a</Text></CiscoIPPhoneText>'],
    ['no body', '<html><head/></html>'],
    ['an empty body', '<html><body/></html>'],
    [
      'a form without a button',
      '<html><body><form action="http://x/"><input name="a"/></form></body></html>',
    ],
    [
      'a Submit outside of a form',
      '<html><body><p>a</p><softkey index="1" label="OK" action="SoftKey:Submit"/></body></html>',
    ],
  ])('a phone refuses a page with %s', (_, body) => {
    expect(() => readPage(Buffer.from(body), profile)).toThrow(PageRefused);
  });
});

/** Documented registrations of the models; the others have 16. */
const REGISTRATIONS: Readonly<Record<string, number>> = {
  spip320: 2,
  spip321: 2,
  spip330: 2,
  spip331: 2,
  spip335: 2,
  spip430: 2,
  spip450: 3,
  spip550: 4,
  spip560: 4,
  spip650: 6,
  spip670: 6,
  vvx101: 2,
  vvx150: 2,
  vvx200: 2,
  vvx201: 2,
  vvx250: 4,
  vvx300: 6,
  vvx301: 6,
  vvx310: 6,
  vvx311: 6,
  vvx350: 6,
  vvx400: 12,
  vvx401: 12,
  vvx410: 12,
  vvx411: 12,
  vvx450: 12,
  vvx500: 12,
  vvx501: 12,
  vvx600: 16,
  vvx601: 16,
  edgee100: 8,
  edgee220: 16,
  edgee300: 32,
  edgee320: 32,
  edgee350: 32,
  edgee400: 34,
  edgee450: 34,
  edgee500: 34,
  edgee550: 34,
};

test('the registrations of the models are those in the table, and sixteen without a documented number', () => {
  const models = Object.entries(vvx().brand.models);
  for (const [name, { accounts }] of models)
    expect([name, accounts]).toEqual([name, REGISTRATIONS[name] ?? 16]);
  const undocumented = models.map(([name]) => name).filter((name) => REGISTRATIONS[name] === undefined);
  expect(undocumented.filter((name) => !/^(trio8[358]00|ccx\d{3})$/.test(name))).toEqual([]);
  expect(undocumented).toHaveLength(9);
});
