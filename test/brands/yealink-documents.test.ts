import { BRANDS } from '../../phoneapps';
import { fileFor, loggedIn, loggedOut, type ModelRow } from './support';

/** The T40G: three accounts and three line keys. */
function t40g(): ModelRow {
  const brand = BRANDS.find(({ id }) => id === 'yealink');
  const model = brand?.models.t40g;
  if (!brand || !model) throw new Error('no T40G');
  return { brand, name: 't40g', model };
}

/** Accounts 2 and 3, back to their factory values. */
const OTHER_ACCOUNTS = `account.2.enable = 0
account.2.label = %NULL%
account.2.display_name = %NULL%
account.2.user_name = %NULL%
account.2.auth_name = %NULL%
account.2.password = %NULL%
account.2.sip_server.1.address = %NULL%
account.2.sip_server.1.port = %NULL%
account.2.sip_server.1.transport_type = %NULL%
account.3.enable = 0
account.3.label = %NULL%
account.3.display_name = %NULL%
account.3.user_name = %NULL%
account.3.auth_name = %NULL%
account.3.password = %NULL%
account.3.sip_server.1.address = %NULL%
account.3.sip_server.1.port = %NULL%
account.3.sip_server.1.transport_type = %NULL%`;

const LOGGED_OUT = `#!version:1.0.0.1
account.1.enable = 0
account.1.label = %NULL%
account.1.display_name = %NULL%
account.1.user_name = %NULL%
account.1.auth_name = %NULL%
account.1.password = %NULL%
account.1.sip_server.1.address = %NULL%
account.1.sip_server.1.port = %NULL%
account.1.sip_server.1.transport_type = %NULL%
${OTHER_ACCOUNTS}
voice_mail.number.1 = %NULL%
linekey.1.type = 27
linekey.1.line = %NULL%
linekey.1.value = http://192.0.2.10:8480/apps/logged-out-token-------/i
linekey.1.label = Login Int
linekey.2.type = 27
linekey.2.line = %NULL%
linekey.2.value = http://pbx.example.com:8480/apps/logged-out-token-------/e
linekey.2.label = Login Extl
linekey.3.type = 0
linekey.3.line = %NULL%
linekey.3.value = %NULL%
linekey.3.label = %NULL%
local_time.ntp_server1 = pool.ntp.org
local_time.time_zone = +1
local_time.summer_time = 2
static.auto_provision.server.url = http://192.0.2.10:8480/provision/logged-out-token-------/
static.auto_provision.power_on = 1
static.auto_provision.repeat.enable = 1
static.auto_provision.repeat.minutes = 5
static.auto_provision.custom.protect = 0
sip.notify_reboot_enable = 0
phone_setting.logon_wizard = 0
hotdesking.startup_username_enable = 0
default_input_method.xml_browser_input_screen = 123
`;

/** With a BLF key between line key and login key. */
const LOGGED_IN = `#!version:1.0.0.1
account.1.enable = 1
account.1.label = 771001
account.1.display_name = Alice Adams
account.1.user_name = 771001
account.1.auth_name = auth-771001
account.1.password = Secret-of-Alice
account.1.sip_server.1.address = 192.0.2.10
account.1.sip_server.1.port = 5060
account.1.sip_server.1.transport_type = 0
${OTHER_ACCOUNTS}
voice_mail.number.1 = *97
linekey.1.type = 15
linekey.1.line = 1
linekey.1.value = %NULL%
linekey.1.label = 771001
linekey.2.type = 16
linekey.2.line = 1
linekey.2.value = 882002
linekey.2.label = Bob
linekey.3.type = 27
linekey.3.line = %NULL%
linekey.3.value = http://192.0.2.10:8480/apps/session-token----------/i
linekey.3.label = Login/Logout
local_time.ntp_server1 = pool.ntp.org
local_time.time_zone = +1
local_time.summer_time = 2
static.auto_provision.server.url = http://192.0.2.10:8480/provision/session-token----------/
static.auto_provision.power_on = 1
static.auto_provision.repeat.enable = 1
static.auto_provision.repeat.minutes = 5
static.auto_provision.custom.protect = 0
sip.notify_reboot_enable = 0
phone_setting.logon_wizard = 0
hotdesking.startup_username_enable = 0
default_input_method.xml_browser_input_screen = 123
`;

test('the file of a logged-out Yealink T40G', () => {
  expect(fileFor(t40g(), loggedOut(t40g())).toString('utf8')).toBe(LOGGED_OUT);
});

test('the file of a logged-in Yealink T40G', () => {
  const keys = [
    { kind: 'line' as const, value: '', label: '' },
    { kind: 'blf' as const, value: '882002', label: 'Bob' },
  ];
  expect(fileFor(t40g(), loggedIn(t40g(), { keys })).toString('utf8')).toBe(LOGGED_IN);
});
