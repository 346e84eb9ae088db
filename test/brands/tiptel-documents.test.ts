import { BRANDS } from '../../phoneapps';
import { writeScreen } from '../../src/phones/screens/dialects';
import { STRINGS } from '../../src/phones/screens/strings';
import { profileOf } from '../device-profiles';
import { fileFor, loggedIn, loggedOut, type ModelRow, parametersFor } from './support';

function rowOf(id: 'tiptel' | 'yealink', name: string): ModelRow {
  const brand = BRANDS.find((each) => each.id === id);
  const model = Object.entries(brand?.models ?? {}).find(([own]) => own === name)?.[1];
  if (!brand || !model) throw new Error(`no ${id} ${name}`);
  return { brand, name, model };
}

/** The IP 280: two accounts and two line keys, and the parameter names of firmware before V81. */
const IP280 = rowOf('tiptel', 'ip280');

const SECOND_ACCOUNT = `account.2.enable = 0
account.2.label = %NULL%
account.2.display_name = %NULL%
account.2.user_name = %NULL%
account.2.auth_name = %NULL%
account.2.password = %NULL%
account.2.sip_server.1.address = %NULL%
account.2.sip_server.1.port = %NULL%
account.2.sip_server.1.transport_type = %NULL%
account.2.sip_server_host = %NULL%
account.2.sip_server_port = %NULL%
account.2.transport = %NULL%`;

const SETTINGS_AFTER_URL = `auto_provision.power_on = 1
auto_provision.repeat.enable = 1
auto_provision.repeat.minutes = 5
auto_provision.custom.protect = 0
sip.notify_reboot_enable = 0
phone_setting.logon_wizard = 0
hotdesking.startup_username_enable = 0
default_input_method.xml_browser_input_screen = 123
`;

test('the file of a logged-out tiptel IP 280', () => {
  expect(fileFor(IP280, loggedOut(IP280)).toString('utf8')).toBe(`#!version:1.0.0.1
account.1.enable = 0
account.1.label = %NULL%
account.1.display_name = %NULL%
account.1.user_name = %NULL%
account.1.auth_name = %NULL%
account.1.password = %NULL%
account.1.sip_server.1.address = %NULL%
account.1.sip_server.1.port = %NULL%
account.1.sip_server.1.transport_type = %NULL%
account.1.sip_server_host = %NULL%
account.1.sip_server_port = %NULL%
account.1.transport = %NULL%
${SECOND_ACCOUNT}
voice_mail.number.1 = %NULL%
linekey.1.type = 27
linekey.1.line = %NULL%
linekey.1.value = http://192.0.2.10:8480/apps/logged-out-token-------/i
linekey.1.label = Login Int
linekey.2.type = 27
linekey.2.line = %NULL%
linekey.2.value = http://pbx.example.com:8480/apps/logged-out-token-------/e
linekey.2.label = Login Extl
local_time.ntp_server1 = pool.ntp.org
local_time.time_zone = +1
local_time.summer_time = 2
auto_provision.server.url = http://192.0.2.10:8480/provision/logged-out-token-------/
${SETTINGS_AFTER_URL}`);
});

test('the file of a logged-in tiptel IP 280, with an admin password and a provisioning login', () => {
  const config = {
    ...loggedIn(IP280, { options: { phoneAdminPassword: 'of-the-phone' } }),
    provisioningLogin: { user: 'desk', password: 'of-the-desk' },
  };
  expect(fileFor(IP280, config).toString('utf8')).toBe(`#!version:1.0.0.1
account.1.enable = 1
account.1.label = 771001
account.1.display_name = Alice Adams
account.1.user_name = 771001
account.1.auth_name = auth-771001
account.1.password = Secret-of-Alice
account.1.sip_server.1.address = 192.0.2.10
account.1.sip_server.1.port = 5060
account.1.sip_server.1.transport_type = 0
account.1.sip_server_host = 192.0.2.10
account.1.sip_server_port = 5060
account.1.transport = 0
${SECOND_ACCOUNT}
voice_mail.number.1 = *97
linekey.1.type = 15
linekey.1.line = 1
linekey.1.value = %NULL%
linekey.1.label = 771001
linekey.2.type = 27
linekey.2.line = %NULL%
linekey.2.value = http://192.0.2.10:8480/apps/session-token----------/i
linekey.2.label = Login/Logout
local_time.ntp_server1 = pool.ntp.org
local_time.time_zone = +1
local_time.summer_time = 2
security.user_password = admin:of-the-phone
auto_provision.server.url = http://192.0.2.10:8480/provision/session-token----------/
auto_provision.server.username = desk
auto_provision.server.password = of-the-desk
${SETTINGS_AFTER_URL}`);
});

test('the pages of tiptel IP 28x are those of Yealink', () => {
  const screens = IP280.brand.screens;
  if (!screens) throw new Error('the brand shows no screens');
  const { bytes } = writeScreen(
    { kind: 'message', title: 'Login', text: 'Done.', next: null },
    screens,
    STRINGS.en,
  );
  expect(bytes.toString('utf8')).toContain('<YealinkIPPhoneTextScreen ');
});

describe('old Yealink phones', () => {
  test('T20P gets the same file as IP 280', () => {
    const t20p = rowOf('yealink', 't20p');
    expect(fileFor(t20p, loggedOut(t20p))).toEqual(fileFor(IP280, loggedOut(IP280)));
  });

  test.each(['t32g', 't38g'])('%s counts its accounts from 0 in keys', (name) => {
    const row = rowOf('yealink', name);
    expect(parametersFor(row, loggedIn(row)).get('linekey.1.line')).toBe('0');
  });

  test('request the common file and their own, and no .boot file', () => {
    const files = profileOf(IP280.brand)
      .boot('ip280', '00156513f07f')
      .map(({ file }) => file);
    expect(files).toEqual(['y000000000007.cfg', '00156513f07f.cfg']);
  });
});

test('a Yealink DECT base has accounts and no keys', () => {
  const w60b = rowOf('yealink', 'w60b');
  const names = [...parametersFor(w60b, loggedIn(w60b)).keys()];
  expect(names.filter((name) => name.includes('key.'))).toEqual([]);
  expect(names.filter((name) => name.endsWith('.enable') && name.startsWith('account.'))).toHaveLength(8);
});
