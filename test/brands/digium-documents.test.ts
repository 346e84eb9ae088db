import { BRANDS } from '../../phoneapps';
import { DEVICE_PROFILES } from '../../phoneapps/device-profiles';
import { identifyPhone } from '../../src/phones/brands/identify';
import {
  directReadingOf,
  fileFor,
  loggedIn,
  loggedOut,
  type ModelRow,
  parametersFor,
  readingOf,
  SETTINGS,
} from './support';

const brand = BRANDS.find(({ id }) => id === 'digium');

function row(name: string): ModelRow {
  const model = brand?.models[name];
  if (!brand || !model) throw new Error(`no ${name}`);
  return { brand, name, model };
}

const SETTINGS_OF = (
  token: string,
) => `  <setting id="config_server_url" value="http://192.0.2.10:8480/provision/${token}/"/>
  <setting id="send_mac_with_useragent" value="1"/>
  <setting id="enable_check_sync" value="1"/>
  <setting id="time_zone" value="Europe/Rome"/>
  <setting id="time_source" value="ntp"/>
  <setting id="ntp_server" value="pool.ntp.org"/>
  <setting id="transport_udp_enabled" value="1"/>
  <setting id="transport_udp_port" value="5060"/>
  <setting id="transport_tcp_enabled" value="1"/>
  <setting id="transport_tcp_port" value="5060"/>
  <setting id="transport_tls_allowed" value="1"/>
  <setting id="transport_tls_port" value="5061"/>
`;

const off = (index: number) =>
  `    <account index="${index}" status="0" register="0" account_id="" username="" authname="" password="" line_label="" ` +
  'caller_id="" dial_plan="x.T3" visual_voicemail="0" voicemail="" needMwiSubscription="0" conflict="replace">\n' +
  '      <host_primary server="" port="5060" transport="udp" reregister="300" retry="25"/>\n' +
  '    </account>\n';

const ALICE_ON =
  '    <account index="0" status="1" register="1" account_id="771001" username="771001" authname="auth-771001" ' +
  'password="Secret-of-Alice" line_label="Alice Adams" caller_id="Alice Adams" dial_plan="x.T3" visual_voicemail="0" ' +
  'voicemail="sip:*97@192.0.2.10" needMwiSubscription="1" conflict="replace">\n' +
  '      <host_primary server="192.0.2.10" port="5060" transport="udp" reregister="300" retry="25"/>\n' +
  '    </account>\n';

const documentOf = (settings: string, accounts: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<config>\n${settings}  <accounts>\n${accounts}  </accounts>\n</config>\n`;

test('the file of a logged-out D65', () => {
  const accounts = [0, 1, 2, 3, 4, 5].map(off).join('');
  expect(fileFor(row('d65'), loggedOut(row('d65'))).toString('utf8')).toBe(
    documentOf(SETTINGS_OF('logged-out-token-------'), accounts),
  );
});

test('the file of a logged-in P330', () => {
  const accounts = ALICE_ON + [1, 2, 3, 4, 5].map(off).join('');
  expect(fileFor(row('p330'), loggedIn(row('p330'))).toString('utf8')).toBe(
    documentOf(SETTINGS_OF('session-token----------'), accounts),
  );
});

test('the provisioning login is in the URL', () => {
  const provisioningLogin = { user: 'desk', password: 'p@ss:w/rd' };
  const parameters = parametersFor(row('d40'), { ...loggedOut(row('d40')), provisioningLogin });
  expect(parameters.get('setting/config_server_url')).toBe(
    'http://desk:p%40ss%3Aw%2Frd@192.0.2.10:8480/provision/logged-out-token-------/',
  );
});

test('a logout clears the settings of a session by leaving them out, because the phone forgets what a file leaves out', () => {
  const options = { phoneAdminPassword: '4711', language: 'de_DE' };
  const session = parametersFor(row('d65'), loggedIn(row('d65'), { options }));
  expect([session.get('setting/login_password'), session.get('setting/locale')]).toEqual(['4711', 'de_DE']);
  const out = parametersFor(row('d65'), loggedOut(row('d65')));
  expect([out.has('setting/login_password'), out.has('setting/locale')]).toEqual([false, false]);
  expect(DEVICE_PROFILES.digium?.keepsAbsent).toBe(false);
});

test('an IPv6 server is in brackets', () => {
  const settings = { ...SETTINGS, internalAddress: '2001:db8::10' };
  const parameters = parametersFor(row('p370'), loggedIn(row('p370'), { settings }));
  expect(parameters.get('account/0/host_primary/server')).toBe('[2001:db8::10]');
  expect(parameters.get('account/0/voicemail')).toBe('sip:*97@[2001:db8::10]');
});

test('the keys of a template are left out, and no key opens a page', () => {
  const keys = [{ kind: 'blf', value: '2001', label: 'Lamp' } as const];
  expect(directReadingOf(row('d70'), loggedIn(row('d70'), { keys })).keys).toEqual([]);
  expect(brand?.screens).toBeNull();
});

test('the models are those of the vendor, with six accounts each', () => {
  const names = Object.keys(brand?.models ?? {}).join(' ');
  expect(names).toBe('p310 p315 p320 p325 p330 p370 d40 d45 d50 d60 d62 d65 d70 d80');
  expect(readingOf(row('d80'), fileFor(row('d80'), loggedOut(row('d80')))).accounts).toHaveLength(6);
});

test('a check-sync restarts the phone, unless that is switched off', () => {
  const does = (parameters: ReadonlyMap<string, string>) =>
    DEVICE_PROFILES.digium?.onNotify('check-sync', parameters, 'd65');
  expect(does(new Map())).toBe('reboot');
  expect(does(new Map([['setting/enable_check_sync', '0']]))).toBe('ignore');
});

test('the name <mac>.cfg, which several brands share, is decided by the User-Agent, else by the OUI', () => {
  const identified = (file: string, userAgent: string) => identifyPhone(BRANDS, file, userAgent)?.brand.id;
  expect(identified('000fd3a1b2c3.cfg', '')).toBe('digium');
  expect(identified('005058a1b2c3.cfg', 'Sangoma P330 4_17_5')).toBe('digium');
  expect(identified('000fd3cf11e0.cfg', 'Digium D65 2_9_19')).toBe('digium');
  expect(identified('000fd3cf11e0.cfg', '')).toBe('sangoma-a');
});
