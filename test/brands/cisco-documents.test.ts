import { BRANDS } from '../../phoneapps';
import type { Key, KeyKind } from '../../src/desk/model';
import { profileOf } from '../device-profiles';
import { fileFor, loggedIn, loggedOut, type ModelRow, parametersFor } from './support';

function rowOf(id: 'cisco-spa' | 'cisco-mpp', name: string): ModelRow {
  const brand = BRANDS.find((each) => each.id === id);
  const model = brand?.models[name];
  if (!brand || !model) throw new Error(`no ${id} ${name}`);
  return { brand, name, model };
}

/** A disabled line. */
const off = (slot: number) => `  <Line_Enable_${slot}_>No</Line_Enable_${slot}_>
  <Proxy_${slot}_/>
  <SIP_Transport_${slot}_>UDP</SIP_Transport_${slot}_>
  <Register_${slot}_>No</Register_${slot}_>
  <Display_Name_${slot}_/>
  <User_ID_${slot}_/>
  <Password_${slot}_/>
  <Use_Auth_ID_${slot}_>No</Use_Auth_ID_${slot}_>
  <Auth_ID_${slot}_/>
  <Auth_Resync-Reboot_${slot}_>No</Auth_Resync-Reboot_${slot}_>
`;

const ALICE_ON_1 = `  <Line_Enable_1_>Yes</Line_Enable_1_>
  <Proxy_1_>192.0.2.10:5060</Proxy_1_>
  <SIP_Transport_1_>UDP</SIP_Transport_1_>
  <Register_1_>Yes</Register_1_>
  <Display_Name_1_>Alice Adams</Display_Name_1_>
  <User_ID_1_>771001</User_ID_1_>
  <Password_1_>Secret-of-Alice</Password_1_>
  <Use_Auth_ID_1_>Yes</Use_Auth_ID_1_>
  <Auth_ID_1_>auth-771001</Auth_ID_1_>
  <Auth_Resync-Reboot_1_>No</Auth_Resync-Reboot_1_>
`;

const settings = (token: string, prefix: string) => `  <NTP_Enable>Yes</NTP_Enable>
  <Primary_NTP_Server>pool.ntp.org</Primary_NTP_Server>
  <Time_Zone>GMT+01:00</Time_Zone>
  <Daylight_Saving_Time_Enable>Yes</Daylight_Saving_Time_Enable>
  <Profile_Rule>http://192.0.2.10:8480/provision/${token}/${prefix}$MA.xml</Profile_Rule>
  <Provision_Enable>Yes</Provision_Enable>
  <Resync_On_Reset>Yes</Resync_On_Reset>
  <Resync_Periodic>300</Resync_Periodic>
  <Resync_From_SIP>Yes</Resync_From_SIP>
`;

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<flat-profile>\n';

const OUT_INT = 'fnc=xml;url=http://192.0.2.10:8480/apps/logged-out-token-------/i;nme=Login Int';
const OUT_EXT = 'fnc=xml;url=http://pbx.example.com:8480/apps/logged-out-token-------/e;nme=Login Extl';
const IN = 'fnc=xml;url=http://192.0.2.10:8480/apps/session-token----------/i;nme=Login/Logout';

describe('the file of a Cisco SPA303', () => {
  const row = rowOf('cisco-spa', 'spa303');

  test('logged out', () => {
    expect(
      fileFor(row, loggedOut(row)).toString('utf8'),
    ).toBe(`${HEAD}${off(1)}${off(2)}${off(3)}  <Voice_Mail_Number/>
  <Extension_1_>Disabled</Extension_1_>
  <Short_Name_1_>Login Int</Short_Name_1_>
  <Extended_Function_1_>${OUT_INT}</Extended_Function_1_>
  <Extension_2_>Disabled</Extension_2_>
  <Short_Name_2_>Login Extl</Short_Name_2_>
  <Extended_Function_2_>${OUT_EXT}</Extended_Function_2_>
  <Extension_3_>Disabled</Extension_3_>
  <Short_Name_3_/>
  <Extended_Function_3_/>
${settings('logged-out-token-------', 'spa')}  <Server_Type>Asterisk</Server_Type>
</flat-profile>
`);
  });

  test('logged in, with a BLF key', () => {
    const keys = [{ kind: 'blf' as const, value: '882002', label: 'Bob' }];
    expect(
      fileFor(row, loggedIn(row, { keys })).toString('utf8'),
    ).toBe(`${HEAD}${ALICE_ON_1}${off(2)}${off(3)}  <Voice_Mail_Number>*97</Voice_Mail_Number>
  <Extension_1_>1</Extension_1_>
  <Short_Name_1_>771001</Short_Name_1_>
  <Extended_Function_1_/>
  <Extension_2_>Disabled</Extension_2_>
  <Short_Name_2_>Bob</Short_Name_2_>
  <Extended_Function_2_>fnc=sd+blf+cp;sub=882002@$PROXY;nme=Bob</Extended_Function_2_>
  <Extension_3_>Disabled</Extension_3_>
  <Short_Name_3_>Login/Logout</Short_Name_3_>
  <Extended_Function_3_>${IN}</Extended_Function_3_>
${settings('session-token----------', 'spa')}  <Server_Type>Asterisk</Server_Type>
</flat-profile>
`);
  });
});

/** It has no line keys, so the login keys are soft keys. */
describe('the file of a Cisco 7811', () => {
  const row = rowOf('cisco-mpp', '7811');

  test('logged out', () => {
    expect(fileFor(row, loggedOut(row)).toString('utf8')).toBe(`${HEAD}${off(1)}  <Voice_Mail_Number/>
  <PSK_1>${OUT_INT}</PSK_1>
  <PSK_2>${OUT_EXT}</PSK_2>
  <PSK_3/>
  <PSK_4/>
  <Programmable_Softkey_Enable>Yes</Programmable_Softkey_Enable>
  <Idle_Key_List>psk1;psk2</Idle_Key_List>
${settings('logged-out-token-------', 'mpp')}</flat-profile>
`);
  });

  test('logged in', () => {
    expect(
      fileFor(row, loggedIn(row)).toString('utf8'),
    ).toBe(`${HEAD}${ALICE_ON_1}  <Voice_Mail_Number>*97</Voice_Mail_Number>
  <PSK_1>${IN}</PSK_1>
  <PSK_2/>
  <PSK_3/>
  <PSK_4/>
  <Programmable_Softkey_Enable>Yes</Programmable_Softkey_Enable>
  <Idle_Key_List>psk1;redial;dir;cfwd;dnd;lcr</Idle_Key_List>
${settings('session-token----------', 'mpp')}</flat-profile>
`);
  });
});

/** The function of a key with the value 2001 and the label Two; `@` stands for the server and the line. */
const FUNCTIONS: Readonly<Record<KeyKind, string>> = {
  none: '',
  line: '',
  'speed-dial': 'fnc=sd;ext=2001@;nme=Two',
  blf: 'fnc=sd+blf+cp;sub=2001@;nme=Two',
  park: 'fnc=sd+blf+cp;sub=2001@;nme=Two',
  intercom: 'fnc=sd;ext=2001@;nme=Two',
  voicemail: 'fnc=sd;ext=2001@;nme=Two',
  dnd: 'fnc=dnd;nme=Two',
  forward: 'fnc=cfwd;nme=Two',
  url: 'fnc=xml;url=2001;nme=Two',
  login: 'fnc=xml;url=2001;nme=Two',
};

function firstKey(row: ModelRow, key: Key) {
  const config = loggedIn(row);
  const parameters = parametersFor(row, { ...config, lineKeys: [key, ...config.lineKeys.slice(1)] });
  return ['Extension_1_', 'Short_Name_1_', 'Extended_Function_1_'].map((name) => parameters.get(name));
}

describe.each([
  ['cisco-spa', 'spa504g', '@$PROXY'],
  ['cisco-mpp', '8851', '@$PROXY;vid=1'],
] as const)('keys of %s', (id, name, at) => {
  const row = rowOf(id, name);

  test.each(Object.entries(FUNCTIONS))('a key of the kind %s', (kind, text) => {
    const written = firstKey(row, { kind: kind as KeyKind, value: '2001', label: 'Two' });
    expect(written).toEqual([kind === 'line' ? '1' : 'Disabled', 'Two', text.replace('@', at)]);
  });

  test('a voicemail key without a number dials the mailbox', () => {
    expect(firstKey(row, { kind: 'voicemail', value: '', label: '' })[2]).toBe(`fnc=sd;ext=*97${at}`);
  });

  test('no label and no number becomes part of a function', () => {
    const [, , text] = firstKey(row, { kind: 'blf', value: '1;fnc=dnd', label: 'a;url=http://x/;b' });
    expect(text).toBe(`fnc=sd+blf+cp;sub=1 fnc=dnd${at};nme=a url=http://x/ b`);
  });

  test('a dollar sign in a URL is doubled, because the phone expands a single one', () => {
    const key = { kind: 'url' as const, value: 'http://x/$MA', label: '' };
    expect(firstKey(row, key)[2]).toBe('fnc=xml;url=http://x/$$MA');
  });
});

test('the provisioning login is in the parameters that the profile rule uses', () => {
  const row = rowOf('cisco-spa', 'spa504g');
  const config = { ...loggedOut(row), provisioningLogin: { user: 'desk', password: 'pa$$ & word' } };
  const parameters = parametersFor(row, config);
  expect(parameters.get('GPP_A')).toBe('desk');
  expect(parameters.get('GPP_B')).toBe('pa$$ & word');
  expect(parameters.get('Profile_Rule')).toBe(
    '[--uid "$A" --pwd "$B"] http://192.0.2.10:8480/provision/logged-out-token-------/spa$MA.xml',
  );
  expect(profileOf(row.brand).read(parameters, row.name)).toMatchObject({
    provisioningUrl: 'http://192.0.2.10:8480/provision/logged-out-token-------/',
    provisioningLogin: { user: 'desk', password: 'pa$$ & word' },
  });
});

test.each([
  ['cisco-spa', 'spa504g', ['resync', 'reboot_now', 'restart_now']],
  ['cisco-mpp', '8851', ['resync', 'check-sync', 'reboot', 'restart']],
] as const)(
  'a factory-new %s challenges every NOTIFY; with our config it accepts them',
  (id, name, events) => {
    const profile = profileOf(rowOf(id, name).brand);
    for (const event of events) {
      expect([event, profile.onNotify(event, new Map(), name)]).toEqual([event, 'ignore']);
      const trusting = new Map([['Auth_Resync-Reboot_1_', 'No']]);
      expect([event, profile.onNotify(event, trusting, name)]).not.toEqual([event, 'ignore']);
    }
  },
);

test.each([
  ['cisco-spa', 'spa525g2', ['spa525G2.cfg', 'spa00045aa1b2c3.xml']],
  ['cisco-spa', 'spa504g', ['spa504G.cfg', 'spa00045aa1b2c3.xml']],
  ['cisco-mpp', '8851', ['8851-3PCC.xml', 'mpp00045aa1b2c3.xml']],
] as const)('a %s %s requests the file of its model once, then only its own', (id, name, files) => {
  const profile = profileOf(rowOf(id, name).brand);
  expect(profile.boot(name, '00045aa1b2c3').map(({ file }) => file)).toEqual(files);
  expect(profile.bootOnceConfigured?.(name, '00045aa1b2c3').map(({ file }) => file)).toEqual(files.slice(1));
});
