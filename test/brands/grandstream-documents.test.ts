import { BRANDS } from '../../phoneapps';
import { DEVICE_PROFILES } from '../../phoneapps/device-profiles';
import { identifyPhone } from '../../src/phones/brands/identify';
import { writeScreen } from '../../src/phones/screens/dialects';
import type { Screen } from '../../src/phones/screens/screen';
import { STRINGS } from '../../src/phones/screens/strings';
import { fileFor, loggedIn, loggedOut, type ModelRow, parametersFor } from './support';

const brand = BRANDS.find(({ id }) => id === 'grandstream');

function row(name: string): ModelRow {
  const model = name === 'unlisted' ? brand?.unknownModel : brand?.models[name];
  if (!brand || !model) throw new Error(`no ${name}`);
  return { brand, name, model };
}

const account = (slot: number) => `    <item name="account.${slot}.enable">No</item>
    <item name="account.${slot}.name"/>
    <item name="account.${slot}.sip.server.1.address"/>
    <item name="account.${slot}.sip.outboundProxy.1.address"/>
    <item name="account.${slot}.sip.transport">UDP</item>
    <item name="account.${slot}.sip.userid"/>
    <item name="account.${slot}.sip.subscriber.userid"/>
    <item name="account.${slot}.sip.subscriber.password"/>
    <item name="account.${slot}.sip.subscriber.name"/>
    <item name="account.${slot}.sip.registration">No</item>
    <item name="account.${slot}.sip.voicemail.number"/>
    <item name="account.${slot}.sip.subscribe.forMwi">No</item>
    <item name="account.${slot}.sip.validate.incomingServer">No</item>
`;

const OTHER_ACCOUNTS = [2, 3].map(account).join('');

const noKeys = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, place) => from + place)
    .map(
      (slot) => `    <item name="pks.vpk.${slot}.keyMode">None</item>
    <item name="pks.vpk.${slot}.account">Account1</item>
    <item name="pks.vpk.${slot}.description"/>
    <item name="pks.vpk.${slot}.value"/>
`,
    )
    .join('');

const settings = (token: string) => `    <item name="sip.notify.challenge">Yes</item>
    <item name="dateTime.ntp.server.1">pool.ntp.org</item>
    <item name="dateTime.timezone">customize</item>
    <item name="dateTime.timezone.custom">STD-1DST-2,M3.5.0/02:00:00,M10.5.0/03:00:00</item>
    <item name="provisioning.config.protocol">HTTP</item>
    <item name="provisioning.config.serverPath">192.0.2.10:8480/provision/${token}</item>
    <item name="provisioning.auto.mode">YesUpgradeMin</item>
    <item name="provisioning.auto.minute">60</item>
`;

const inDocument = (items: string) => `<?xml version="1.0" encoding="UTF-8"?>
<gs_provision version="1">
  <config version="2">
${items}  </config>
</gs_provision>
`;

test('the file of a logged-out GXP2130', () => {
  const items = `${account(1)}${OTHER_ACCOUNTS}    <item name="pks.vpk.1.keyMode">XMLApplication</item>
    <item name="pks.vpk.1.account">Account1</item>
    <item name="pks.vpk.1.description">Login Int</item>
    <item name="pks.vpk.1.value"/>
${noKeys(2, 12)}    <item name="xmlApplication.serverPath">192.0.2.10:8480/apps/logged-out-token-------/i</item>
    <item name="xmlApplication.softkeyLabel"/>
    <item name="xmlApplications.autoLaunch">OnBootupNoAccount</item>
${settings('logged-out-token-------')}`;
  expect(fileFor(row('gxp2130'), loggedOut(row('gxp2130'))).toString('utf8')).toBe(inDocument(items));
});

test('the file of a logged-in GXP2130', () => {
  const items = `    <item name="account.1.enable">Yes</item>
    <item name="account.1.name">771001</item>
    <item name="account.1.sip.server.1.address">192.0.2.10:5060</item>
    <item name="account.1.sip.outboundProxy.1.address"/>
    <item name="account.1.sip.transport">UDP</item>
    <item name="account.1.sip.userid">771001</item>
    <item name="account.1.sip.subscriber.userid">auth-771001</item>
    <item name="account.1.sip.subscriber.password">Secret-of-Alice</item>
    <item name="account.1.sip.subscriber.name">Alice Adams</item>
    <item name="account.1.sip.registration">Yes</item>
    <item name="account.1.sip.voicemail.number">*97</item>
    <item name="account.1.sip.subscribe.forMwi">Yes</item>
    <item name="account.1.sip.validate.incomingServer">No</item>
${OTHER_ACCOUNTS}    <item name="pks.vpk.1.keyMode">Line</item>
    <item name="pks.vpk.1.account">Account1</item>
    <item name="pks.vpk.1.description">771001</item>
    <item name="pks.vpk.1.value"/>
    <item name="pks.vpk.2.keyMode">XMLApplication</item>
    <item name="pks.vpk.2.account">Account1</item>
    <item name="pks.vpk.2.description">Login/Logout</item>
    <item name="pks.vpk.2.value"/>
${noKeys(3, 12)}    <item name="xmlApplication.serverPath">192.0.2.10:8480/apps/session-token----------/i</item>
    <item name="xmlApplication.softkeyLabel"/>
    <item name="xmlApplications.autoLaunch">No</item>
${settings('session-token----------')}`;
  expect(fileFor(row('gxp2130'), loggedIn(row('gxp2130'))).toString('utf8')).toBe(inDocument(items));
});

test('a model without virtual keys has its login on a soft key', () => {
  const parameters = parametersFor(row('unlisted'), loggedOut(row('unlisted')));
  expect(parameters.get('xmlApplication.softkeyLabel')).toBe('Login Int');
  expect([...parameters.keys()].filter((name) => name.startsWith('pks.'))).toEqual([]);
});

test('with HTTPS the page URL keeps its scheme, and the provisioning server has a protocol parameter', () => {
  const config = loggedOut(row('unlisted'));
  const [key] = config.softKeys;
  const url = 'https://pbx.example.com:8443/apps/t/e';
  const parameters = parametersFor(row('unlisted'), {
    ...config,
    softKeys: [{ kind: 'login', label: key?.label ?? '', value: url }],
    provisioningUrl: 'https://pbx.example.com:8443/provision/t/',
  });
  expect(parameters.get('xmlApplication.serverPath')).toBe(url);
  expect(parameters.get('provisioning.config.protocol')).toBe('HTTPS');
  expect(parameters.get('provisioning.config.serverPath')).toBe('pbx.example.com:8443/provision/t');
});

test.each([
  ['none', 'None'],
  ['line', 'Line'],
  ['speed-dial', 'SpeedDial'],
  ['blf', 'BLF'],
  ['park', 'CallPark'],
  ['intercom', 'Intercom'],
  ['voicemail', 'VoiceMail'],
  ['dnd', 'DND'],
  ['forward', 'Forward'],
  ['url', 'None'],
  ['login', 'XMLApplication'],
] as const)('a key of the kind %s is %s', (kind, mode) => {
  const config = loggedIn(row('gxp2130'));
  const lineKeys = [{ kind, value: '2001', label: 'Two' }, ...config.lineKeys.slice(1)];
  const parameters = parametersFor(row('gxp2130'), { ...config, lineKeys });
  expect(parameters.get('pks.vpk.1.keyMode')).toBe(mode);
});

/** Accounts, virtual keys and the fields of a form (null: no pages) of each model. */
const MODELS: Readonly<Record<string, readonly [number, number, number | null]>> = {
  gxp2130: [3, 12, 2],
  gxp2135: [4, 32, 2],
  gxp2140: [4, 16, 2],
  gxp2160: [6, 24, 2],
  gxp2170: [6, 48, 2],
  grp2610: [2, 0, 2],
  grp2612: [4, 16, 2],
  grp2612w: [4, 16, 2],
  grp2612p: [4, 16, 2],
  grp2613: [4, 24, 2],
  grp2613w: [6, 24, 2],
  grp2614: [12, 16, 2],
  grp2615: [16, 40, 2],
  grp2616: [16, 16, 2],
  grp2624: [12, 0, 2],
  grp2634: [12, 0, 2],
  grp2636: [16, 0, 2],
  grp2650: [16, 0, 2],
  grp2670: [16, 0, 2],
  ...same(['grp2601', 'grp2601p', 'grp2601w'], [2, 0, null]),
  ...same(['grp2602', 'grp2602g', 'grp2602p', 'grp2602w'], [4, 0, null]),
  ...same(['grp2603', 'grp2603p', 'grp2604', 'grp2604p'], [6, 0, null]),
  gxp1400: [6, 0, 1],
  gxp1405: [6, 0, 1],
  gxp1450: [2, 0, 1],
  gxp1760: [3, 6, 1],
  gxp1760w: [3, 6, 1],
  gxp1780: [4, 8, 1],
  gxp1782: [4, 8, 1],
  gxp2100: [6, 0, 2],
  gxp2110: [6, 0, 2],
  gxp2120: [6, 0, 2],
  gxp2124: [6, 0, 2],
  ...same(['gxp1610', 'gxp1615'], [1, 0, null]),
  ...same(['gxp1620', 'gxp1625', 'gxp1628'], [2, 0, null]),
  gxp1630: [3, 0, null],
  ...same(['gxp2200', 'gxv3240', 'gxv3275', 'gxv3140', 'gxv3175'], [6, 0, null]),
  ...same(['gxv3350', 'gxv3370', 'gxv3380', 'gxv3450', 'gxv3470', 'gxv3480'], [16, 0, null]),
  ...same(['wp810', 'wp816', 'wp820', 'wp822', 'wp825'], [2, 0, null]),
  ...same(['wp826', 'wp836'], [3, 0, null]),
  wp856: [6, 0, null],
};

function same<Numbers>(names: readonly string[], numbers: Numbers): Record<string, Numbers> {
  return Object.fromEntries(names.map((name) => [name, numbers]));
}

test('the accounts, virtual keys and form fields of the models are those in the table', () => {
  const facts = Object.entries(brand?.models ?? {}).map(([name, { accounts, lineKeys, formFields }]) => [
    name,
    [accounts, lineKeys, formFields],
  ]);
  expect(Object.fromEntries(facts)).toEqual(MODELS);
});

describe('the name cfg<mac>.xml, shared with Sangoma', () => {
  const identified = (file: string, userAgent: string) => identifyPhone(BRANDS, file, userAgent)?.brand.id;
  const GXP = 'Grandstream Model HW GXP2135 SW 1.0.7.97 DevId 000b828aa872';
  const S500 = 'Sangoma S500 2.0.4.67 00:50:58:AA:BB:D7';

  test('is decided by the OUI without a User-Agent', () => {
    expect(identified('cfg000b828aa872.xml', '')).toBe('grandstream');
    expect(identified('cfg005058aabbd7.xml', '')).toBe('sangoma');
  });

  test('is decided by the User-Agent with an unknown OUI, and also with that of the other brand', () => {
    expect(identified('cfg00000caabbcc.xml', GXP)).toBe('grandstream');
    expect(identified('cfg00000caabbcc.xml', S500)).toBe('sangoma');
    expect(identified('cfg005058aabbd7.xml', GXP)).toBe('grandstream');
    expect(identified('cfg000b828aa872.xml', S500)).toBe('sangoma');
  });

  test('has no binary file for either brand', () => {
    expect(identifyPhone(BRANDS, 'cfg000b828aa872', GXP)?.role).toBe('absent');
    expect(identifyPhone(BRANDS, 'cfg005058aabbd7', S500)?.role).toBe('absent');
  });

  test.each(['cfg000b828aa872.bin', 'cfggxp2135.xml', 'cfggrp2614.xml', 'cfg.xml'])(
    '%s, which phones request before it, is absent',
    (file) => {
      expect(identifyPhone(BRANDS, file, GXP)).toMatchObject({
        brand: { id: 'grandstream' },
        role: 'absent',
      });
    },
  );
});

test('a phone without our config ignores every NOTIFY', () => {
  expect(DEVICE_PROFILES.grandstream?.onNotify('check-sync', new Map(), 'gxp2135')).toBe('ignore');
  expect(
    DEVICE_PROFILES.grandstream?.onNotify('check-sync', new Map([['sip.notify.challenge', 'No']]), 'gxp2135'),
  ).toBe('ignore');
});

function documentOf(screen: Screen): string {
  if (!brand?.screens) throw new Error('the brand shows no screens');
  return writeScreen(screen, brand.screens, STRINGS.en).bytes.toString('utf8');
}

const line = (
  y: number,
  height: number,
  halign: string,
  text: string,
) => `      <DisplayString font="unifont" width="240" height="${height}" halign="${halign}" color="Black" bgcolor="White">
        <X>0</X>
        <Y>${y}</Y>
        <DisplayStr>${text}</DisplayStr>
      </DisplayString>
`;

const inPage = (contents: string, keys: string) => `<?xml version="1.0" encoding="UTF-8"?>
<Screen>
  <Page ignoreCallUpdate="false">
    <ShowStatusLine>false</ShowStatusLine>
    <Contents>
${contents}    </Contents>
    <SoftKeys>
${keys}    </SoftKeys>
  </Page>
</Screen>
`;

test('a menu as a document', () => {
  const items = [{ label: 'Login', url: 'http://192.0.2.10:8480/apps/token/i/login' }];
  expect(documentOf({ kind: 'menu', title: 'Hot desk', items })).toBe(
    inPage(
      line(0, 20, 'center', 'Hot desk') + line(38, 18, 'center', 'Press a key below.'),
      `      <SoftKey action="UseURL" label="Login" commandArgs="http://192.0.2.10:8480/apps/token/i/login"/>
      <SoftKey action="QuitApp" label="Exit"/>
`,
    ),
  );
});

test('a form as a document', () => {
  const field = (
    y: number,
    label: string,
    input: string,
  ) => `      <DisplayString font="unifont" width="88" height="18" halign="left" color="Black" bgcolor="White">
        <X>4</X>
        <Y>${y}</Y>
        <DisplayStr>${label}</DisplayStr>
      </DisplayString>
      <input ${input} data-type="int">
        <styles pos_x="96" pos_y="${y}" width="140" height="18" border-color="Black" bgcolor="White"/>
      </input>
`;
  const screen: Screen = {
    kind: 'form',
    title: 'Login',
    action: 'http://192.0.2.10:8480/apps/token/i/login?x=1&y=2',
    fields: [
      { name: 'extension', label: 'Extension', type: 'digits', masked: false },
      { name: 'password', label: 'Password', type: 'digits', masked: true },
    ],
  };
  expect(documentOf(screen)).toBe(
    inPage(
      line(0, 20, 'center', 'Login') +
        field(24, 'Extension', 'name="extension" value="" type="text" maxlength="20"') +
        field(50, 'Password', 'name="password" value="" type="password" maxlength="64"'),
      `      <SoftKey action="AppendInputURL" label="OK" commandArgs="http://192.0.2.10:8480/apps/token/i/login?x=1&amp;y=2"/>
      <SoftKey action="QuitApp" label="Cancel"/>
`,
    ),
  );
});

test('a message as a document, with lines of the display’s width', () => {
  const text = 'Extension or password is wrong. Please try again.';
  expect(
    documentOf({ kind: 'message', title: 'Login refused', text, next: 'http://192.0.2.10/a?b=1&c=2' }),
  ).toBe(
    inPage(
      line(0, 20, 'center', 'Login refused') +
        line(24, 18, 'left', 'Extension or password is') +
        line(42, 18, 'left', 'wrong. Please try again.'),
      `      <SoftKey action="UseURL" label="OK" commandArgs="http://192.0.2.10/a?b=1&amp;c=2"/>
      <SoftKey action="QuitApp" label="Exit"/>
`,
    ),
  );
});
