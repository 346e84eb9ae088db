import { BRANDS } from '../../phoneapps';
import { DEVICE_PROFILES } from '../../phoneapps/device-profiles';
import { identifyPhone } from '../../src/phones/brands/identify';
import { writeScreen } from '../../src/phones/screens/dialects';
import type { Screen } from '../../src/phones/screens/screen';
import { STRINGS } from '../../src/phones/screens/strings';
import { fileFor, loggedIn, loggedOut, type ModelRow, parametersFor } from './support';

const brand = BRANDS.find(({ id }) => id === 'fanvil');

function row(name: string): ModelRow {
  const model = name === 'unlisted' ? brand?.unknownModel : brand?.models[name];
  if (!brand || !model) throw new Error(`no ${name}`);
  return { brand, name, model };
}

const offLines = (from: number) =>
  Array.from({ length: 21 - from }, (_, place) => from + place)
    .map(
      (line) => `    <line index="${line}">
      <PhoneNumber/>
      <DisplayName/>
      <RegisterAddr/>
      <RegisterPort>5060</RegisterPort>
      <RegisterUser/>
      <RegisterPswd/>
      <EnableReg>0</EnableReg>
      <ProxyAddr/>
      <ProxyUser/>
      <ProxyPswd/>
      <BackupAddr/>
      <Transport>0</Transport>
      <MWINum/>
    </line>
`,
    )
    .join('');

const aliceLine = `    <line index="1">
      <PhoneNumber>771001</PhoneNumber>
      <DisplayName>Alice Adams</DisplayName>
      <RegisterAddr>192.0.2.10</RegisterAddr>
      <RegisterPort>5060</RegisterPort>
      <RegisterUser>auth-771001</RegisterUser>
      <RegisterPswd>Secret-of-Alice</RegisterPswd>
      <EnableReg>1</EnableReg>
      <ProxyAddr/>
      <ProxyUser/>
      <ProxyPswd/>
      <BackupAddr/>
      <Transport>0</Transport>
      <MWINum>*97</MWINum>
    </line>
`;

const key = (index: number, type: string, value: string, title: string) => `      <Fkey index="${index}">
        <Type>${type}</Type>
        <Value>${value}</Value>
        <Title>${title}</Title>
      </Fkey>
`;

const documentOf = (lines: string, keys: string, token: string) => `  <sip>
    <NotifyReboot>0</NotifyReboot>
${lines}  </sip>
  <phone>
    <date>
      <EnableSNTP>1</EnableSNTP>
      <SNTPServer>pool.ntp.org</SNTPServer>
      <TimeZone>4</TimeZone>
    </date>
  </phone>
  <dsskey>
    <dssSide index="1">
${keys}    </dssSide>
  </dsskey>
  <ap>
    <DownloadCommonConf>0</DownloadCommonConf>
    <DownloadDeviceConf>1</DownloadDeviceConf>
    <SaveProvisionInfo>1</SaveProvisionInfo>
    <FlashServerIP>http://192.0.2.10:8480/provision/${token}</FlashServerIP>
    <FlashFileName>$mac.cfg</FlashFileName>
    <FlashProtocol>4</FlashProtocol>
    <FlashMode>2</FlashMode>
    <FlashInterval>1</FlashInterval>
  </ap>
</sysConf>
`;

/** The file in three parts: before the version, the version, and the rest. */
function partsOf(file: Buffer): [string, string, string] {
  const [, before = '', version = '', rest = ''] =
    /^([\s\S]*<Version>)(.*)(?:<\/Version>\n)([\s\S]*)$/.exec(file.toString('utf8')) ?? [];
  return [before, version, rest];
}

const BEFORE = '<?xml version="1.0" encoding="UTF-8"?>\n<sysConf>\n  <Version>';

test('the file of a logged-out X3S', () => {
  const [before, version, rest] = partsOf(fileFor(row('x3s'), loggedOut(row('x3s'))));
  const app = (host: string, via: string) => `http://${host}:8480/apps/logged-out-token-------/${via}`;
  const keys =
    key(1, '21', app('192.0.2.10', 'i'), 'Login Int') +
    key(2, '21', app('pbx.example.com', 'e'), 'Login Extl');
  expect(before).toBe(BEFORE);
  expect(version).toMatch(/^2\.\d{10}$/);
  expect(rest).toBe(documentOf(offLines(1), keys, 'logged-out-token-------'));
});

test('the file of a logged-in X3S', () => {
  const [before, version, rest] = partsOf(fileFor(row('x3s'), loggedIn(row('x3s'))));
  const keys =
    key(1, '2', 'SIP1', '771001') +
    key(2, '21', 'http://192.0.2.10:8480/apps/session-token----------/i', 'Login/Logout');
  expect(before).toBe(BEFORE);
  expect(version).toMatch(/^2\.\d{10}$/);
  expect(rest).toBe(documentOf(aliceLine + offLines(2), keys, 'session-token----------'));
});

test('the version changes with the state and only with it', () => {
  const versionOf = (file: Buffer) => partsOf(file)[1];
  const out = versionOf(fileFor(row('x4u'), loggedOut(row('x4u'))));
  expect(versionOf(fileFor(row('x4u'), loggedOut(row('x4u'))))).toBe(out);
  expect(versionOf(fileFor(row('x4u'), loggedIn(row('x4u'))))).not.toBe(out);
});

test.each([
  ['none', '0', ''],
  ['line', '2', 'SIP1'],
  ['speed-dial', '1', '2001@1/f'],
  ['blf', '1', '2001@1/bc'],
  ['park', '1', '2001@1/c'],
  ['intercom', '1', '2001@1/i'],
  ['forward', '1', '2001@1/a'],
  ['voicemail', '3', 'F_MWI'],
  ['dnd', '3', 'F_DND'],
  ['url', '7', '2001'],
  ['login', '21', '2001'],
] as const)('a key of the kind %s has the type %s and the value %j', (kind, type, value) => {
  const config = loggedIn(row('x4u'));
  const lineKeys = [{ kind, value: '2001', label: 'Two' }, ...config.lineKeys.slice(1)];
  const parameters = parametersFor(row('x4u'), { ...config, lineKeys });
  expect(parameters.get('dsskey/dssSide[1]/Fkey[1]/Type')).toBe(type);
  expect(parameters.get('dsskey/dssSide[1]/Fkey[1]/Value')).toBe(value);
});

test.each([
  ['x3g', 2, 'dsskey/dssSide[1]/Fkey[2]'],
  ['x3s', 2, 'dsskey/dssSide[1]/Fkey[2]'],
  ['x3sp', 2, 'dsskey/dssSide[1]/Fkey[2]'],
  ['x4u', 33, 'dsskey/internal[5]/Fkey[6]'],
  ['x5u', 34, 'dsskey/internal[5]/Fkey[6]'],
  ['x6u', 65, 'dsskey/internal[5]/Fkey[12]'],
  ['x3sg', 2, 'dsskey/dssSide[1]/Fkey[2]'],
  ['x5u-v2', 34, 'dsskey/internal[5]/Fkey[6]'],
  ['x6u-pro', 65, 'dsskey/internal[5]/Fkey[12]'],
  ['x210', 106, 'dsskey/internal[3]/Fkey[32]'],
  ['x210i-pro', 106, 'dsskey/internal[3]/Fkey[32]'],
  ['v62', 5, 'dsskey/dssSide[1]/Fkey[5]'],
  ['v64', 7, 'dsskey/dssSide[1]/Fkey[7]'],
  ['v65', 9, 'dsskey/dssSide[1]/Fkey[9]'],
  ['v67', 116, 'dsskey/internal[4]/Fkey[29]'],
])('the %s has %i keys, the last one at %s', (name, count, last) => {
  const config = loggedIn(row(name));
  expect(config.lineKeys).toHaveLength(count);
  const names = [...parametersFor(row(name), config).keys()];
  const places = names.filter((each) => /^dsskey.*\/Type$/.test(each));
  expect(places).toHaveLength(count);
  expect(places.at(-1)).toBe(`${last}/Type`);
});

test('an unlisted model has its logins on soft keys of the idle screen', () => {
  const out = parametersFor(row('unlisted'), loggedOut(row('unlisted')));
  expect(out.get('phone/softkey/DesktopSoftkey')).toBe('dss1;dss2;;menu;');
  expect(out.get('dsskey/dssSoft[1]/Type')).toBe('21');
  expect(out.get('dsskey/dssSoft[2]/Title')).toBe('Login Extl');
  const session = parametersFor(row('unlisted'), loggedIn(row('unlisted')));
  expect(session.get('phone/softkey/DesktopSoftkey')).toBe('history;dss1;;menu;');
  expect(session.get('dsskey/dssSoft[2]/Type')).toBe('0');
});

test('the name <mac>.cfg, which several brands share, is decided by the User-Agent, else by the OUI', () => {
  const identified = (file: string, userAgent: string) => identifyPhone(BRANDS, file, userAgent)?.brand.id;
  expect(identified('0c383e07e16c.cfg', '')).toBe('fanvil');
  expect(identified('001565a1b2c3.cfg', '')).toBe('yealink');
  expect(identified('001565a1b2c3.cfg', 'Fanvil X4 2.10.2.6887 001565a1b2c3')).toBe('fanvil');
});

test('a factory-new phone restarts at any check-sync; with our config it reloads', () => {
  expect(DEVICE_PROFILES.fanvil?.onNotify('check-sync', new Map(), 'x4u')).toBe('reboot');
  expect(DEVICE_PROFILES.fanvil?.onNotify('check-sync', new Map([['sip/NotifyReboot', '0']]), 'x4u')).toBe(
    'reload',
  );
});

function pageOf(screen: Screen): string {
  if (!brand?.screens) throw new Error('the brand shows no screens');
  return writeScreen(screen, brand.screens, STRINGS.en).bytes.toString('utf8');
}

test('a menu as a document', () => {
  const items = [{ label: 'Login', url: 'http://192.0.2.10:8480/apps/token/i/login' }];
  expect(pageOf({ kind: 'menu', title: 'Hot desk', items })).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<FanvilIPPhoneMenu>
  <Title>Hot desk</Title>
  <MenuItem>
    <Name>Login</Name>
    <URL>http://192.0.2.10:8480/apps/token/i/login</URL>
  </MenuItem>
</FanvilIPPhoneMenu>
`);
});

test('a form as a document', () => {
  const action = 'http://192.0.2.10:8480/apps/token/i/login?extension=1001&y=2';
  const fields = [{ name: 'password', label: 'Password', type: 'digits', masked: true }] as const;
  expect(pageOf({ kind: 'form', title: '1001', action, fields })).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<FanvilIPPhoneInputScreen>
  <Title>1001</Title>
  <Prompt>Password</Prompt>
  <URL>http://192.0.2.10:8480/apps/token/i/login?extension=1001&amp;y=2</URL>
  <InputField password="yes">
    <Prompt>Password</Prompt>
    <Parameter>password</Parameter>
    <Default/>
  </InputField>
</FanvilIPPhoneInputScreen>
`);
});

test('a message as a document', () => {
  const next = 'http://192.0.2.10:8480/apps/token/i/login?x=1&y=2';
  const text = 'Extension or password is wrong.';
  expect(
    pageOf({ kind: 'message', title: 'Login refused', text, next }),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<FanvilIPPhoneText>
  <Title>Login refused</Title>
  <Text>Extension or password is wrong.</Text>
  <SoftKey>
    <Name>OK</Name>
    <URI>http://192.0.2.10:8480/apps/token/i/login?x=1&amp;y=2</URI>
  </SoftKey>
  <SoftKey>
    <Name>Exit</Name>
    <URI>SoftKey:Exit</URI>
  </SoftKey>
</FanvilIPPhoneText>
`);
});
