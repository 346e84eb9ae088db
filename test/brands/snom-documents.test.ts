import { BRANDS } from '../../phoneapps';
import type { Key, KeyKind } from '../../src/desk/model';
import { identifyPhone } from '../../src/phones/brands/identify';
import { profileOf } from '../device-profiles';
import { ALL_MODELS, fileFor, loggedIn, loggedOut, type ModelRow, parametersFor, readingOf } from './support';

function rowOf(id: string, name: string): ModelRow {
  const row = ALL_MODELS.find((each) => each.brand.id === id && each.name === name);
  if (!row) throw new Error(`no ${id} ${name}`);
  return row;
}

/** The disabled identities from 2; a D717 has six. */
const identities = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, place) => from + place)
    .map(
      (slot) => `    <user_active idx="${slot}" perm="R">off</user_active>
    <user_realname idx="${slot}" perm="R"/>
    <user_name idx="${slot}" perm="R"/>
    <user_pname idx="${slot}" perm="R"/>
    <user_pass idx="${slot}" perm="R"/>
    <user_host idx="${slot}" perm="R"/>
    <user_outbound idx="${slot}" perm="R"/>
    <user_idle_text idx="${slot}" perm="R"/>
    <user_mailbox idx="${slot}" perm="R"/>
    <user_srtp idx="${slot}" perm="R">off</user_srtp>`,
    )
    .join('\n');

const LOGGED_OUT = `<?xml version="1.0" encoding="UTF-8"?>
<settings>
  <phone-settings>
    <user_active idx="1" perm="R">off</user_active>
    <user_realname idx="1" perm="R"/>
    <user_name idx="1" perm="R"/>
    <user_pname idx="1" perm="R"/>
    <user_pass idx="1" perm="R"/>
    <user_host idx="1" perm="R"/>
    <user_outbound idx="1" perm="R"/>
    <user_idle_text idx="1" perm="R"/>
    <user_mailbox idx="1" perm="R"/>
    <user_srtp idx="1" perm="R">off</user_srtp>
${identities(2, 6)}
    <ntp_server perm="RW">pool.ntp.org</ntp_server>
    <timezone perm="RW">ITA+1</timezone>
    <setting_server perm="RW">http://192.0.2.10:8480/provision/logged-out-token-------/</setting_server>
    <settings_refresh_timer perm="RW">300</settings_refresh_timer>
    <prov_polling_enabled perm="RW">on</prov_polling_enabled>
    <prov_polling_mode perm="RW">rel</prov_polling_mode>
    <prov_polling_period perm="RW">300</prov_polling_period>
    <logon_wizard perm="RW">off</logon_wizard>
    <challenge_checksync perm="RW">off</challenge_checksync>
    <challenge_reboot perm="RW">off</challenge_reboot>
    <network_id_port perm="RW">5060</network_id_port>
  </phone-settings>
  <functionKeys>
    <fkey idx="0" context="active" label="Login Int" perm="R">url http://192.0.2.10:8480/apps/logged-out-token-------/i</fkey>
    <fkey idx="1" context="active" label="Login Extl" perm="R">url http://pbx.example.com:8480/apps/logged-out-token-------/e</fkey>
    <fkey idx="2" context="active" label="" perm="R">none</fkey>
  </functionKeys>
</settings>
`;

/** With a BLF key between line key and login key. */
const LOGGED_IN = `<?xml version="1.0" encoding="UTF-8"?>
<settings>
  <phone-settings>
    <user_active idx="1" perm="R">on</user_active>
    <user_realname idx="1" perm="R">Alice Adams</user_realname>
    <user_name idx="1" perm="R">771001</user_name>
    <user_pname idx="1" perm="R">auth-771001</user_pname>
    <user_pass idx="1" perm="R">Secret-of-Alice</user_pass>
    <user_host idx="1" perm="R">192.0.2.10</user_host>
    <user_outbound idx="1" perm="R">192.0.2.10:5060;transport=udp</user_outbound>
    <user_idle_text idx="1" perm="R">771001</user_idle_text>
    <user_mailbox idx="1" perm="R">*97</user_mailbox>
    <user_srtp idx="1" perm="R">off</user_srtp>
${identities(2, 6)}
    <ntp_server perm="RW">pool.ntp.org</ntp_server>
    <timezone perm="RW">ITA+1</timezone>
    <setting_server perm="RW">http://192.0.2.10:8480/provision/session-token----------/</setting_server>
    <settings_refresh_timer perm="RW">300</settings_refresh_timer>
    <prov_polling_enabled perm="RW">on</prov_polling_enabled>
    <prov_polling_mode perm="RW">rel</prov_polling_mode>
    <prov_polling_period perm="RW">300</prov_polling_period>
    <logon_wizard perm="RW">off</logon_wizard>
    <challenge_checksync perm="RW">off</challenge_checksync>
    <challenge_reboot perm="RW">off</challenge_reboot>
    <network_id_port perm="RW">5060</network_id_port>
  </phone-settings>
  <functionKeys>
    <fkey idx="0" context="active" label="771001" perm="R">line</fkey>
    <fkey idx="1" context="active" label="R&amp;D" perm="R">blf 882002</fkey>
    <fkey idx="2" context="active" label="Login/Logout" perm="R">url http://192.0.2.10:8480/apps/session-token----------/i</fkey>
  </functionKeys>
</settings>
`;

test('the file of a logged-out Snom D717', () => {
  const row = rowOf('snom', 'd717');
  expect(fileFor(row, loggedOut(row)).toString('utf8')).toBe(LOGGED_OUT);
});

test('the file of a logged-in Snom D717', () => {
  const row = rowOf('snom', 'd717');
  const keys: Key[] = [
    { kind: 'line', value: '', label: '' },
    { kind: 'blf', value: '882002', label: 'R&D' },
  ];
  expect(fileFor(row, loggedIn(row, { keys })).toString('utf8')).toBe(LOGGED_IN);
});

test('a white label, the Gigaset P710, gets the same files except for one more key and six more identities', () => {
  const row = rowOf('gigaset-p', 'p710');
  const lastKey = '    <fkey idx="3" context="active" label="" perm="R">none</fkey>\n';
  const more = `${identities(7, 12)}\n`;
  const file = fileFor(row, loggedOut(row)).toString('utf8');
  expect(file).toContain(more);
  expect(file.replace(lastKey, '').replace(more, '')).toBe(LOGGED_OUT);
});

describe('keys', () => {
  const VENDOR_TYPES: Readonly<Record<KeyKind, string>> = {
    none: 'none',
    line: 'line',
    'speed-dial': 'speed 2001',
    blf: 'blf 2001',
    park: 'orbit 2001',
    intercom: 'icom 2001',
    voicemail: 'speed 2001',
    dnd: 'keyevent F_DND',
    forward: 'keyevent F_REDIRECT',
    url: 'url 2001',
    login: 'url 2001',
  };
  const row = rowOf('snom', 'd785');

  function firstKey(key: Key) {
    const config = loggedIn(row);
    return parametersFor(row, { ...config, lineKeys: [key, ...config.lineKeys.slice(1)] });
  }

  test.each(Object.entries(VENDOR_TYPES))('%s', (kind, word) => {
    const parameters = firstKey({ kind: kind as KeyKind, value: '2001', label: 'Two' });
    expect([parameters.get('fkey/0'), parameters.get('fkey/0/label')]).toEqual([word, 'Two']);
  });

  test('a voicemail key without a number dials the mailbox', () => {
    expect(firstKey({ kind: 'voicemail', value: '', label: '' }).get('fkey/0')).toBe('speed *97');
  });

  test('of each model have the number in the table', () => {
    const count = (id: string) =>
      ALL_MODELS.filter(({ brand }) => brand.id === id).map(({ name, model }) => `${name} ${model.lineKeys}`);
    expect(count('snom').join(', ')).toBe(
      '300 6, 320 12, 360 12, 370 12, 710 5, 715 5, 720 18, 725 18, 760 16, 820 4, 821 4, 870 4, ' +
        'd120 2, d140 2, d150 2, d305 5, d315 5, d335 32, d345 48, d375 12, d385 48, d710 5, d712 5, d713 4, ' +
        'd715 5, d717 3, d725 18, d735 32, d745 32, d765 16, d785 24, d810 4, d812 28, d815 36, d862 28, ' +
        'd865 36, d892 36, unlisted 2',
    );
    expect(count('gigaset-p').join(', ')).toBe(
      'p710 4, p810 4, p820 28, p825 28, p850 36, p855 36, unlisted 2',
    );
  });
});

test.each([
  ['Europe/Rome', 'ITA+1'],
  ['America/New_York', 'USA-5'],
  ['Asia/Kolkata', 'IND+5.5'],
  ['Pacific/Nowhere', undefined],
])('the time zone %s is %s on the phones', (timezone, code) => {
  const row = rowOf('snom', 'd785');
  expect(parametersFor(row, { ...loggedOut(row), timezone }).get('timezone')).toBe(code);
});

describe('identification', () => {
  const of = (file: string, userAgent = '') => identifyPhone(BRANDS, file, userAgent)?.brand.id;

  test('a MAC in a range of Gigaset is a Gigaset, any other one a Snom', () => {
    expect(of('000413E2A1B2.xml')).toBe('gigaset-p');
    expect(of('00041380A1B2.xml')).toBe('gigaset-p');
    expect(of('000413E4A1B2.xml')).toBe('snom');
  });

  test('a phone with the User-Agent of a Snom is a Snom, with any MAC', () => {
    expect(of('000413E2A1B2.xml', 'Mozilla/4.0 (compatible; snomD785-SIP 10.1.33.33 2010.12)')).toBe('snom');
  });

  test('the file of the model is absent, and both names of the phone’s file are the config', () => {
    const role = (file: string) => identifyPhone(BRANDS, file, '')?.role;
    expect([role('snomD785.htm'), role('snomD785-000413A1B2C3.htm'), role('000413A1B2C3.xml')]).toEqual([
      'absent',
      'config',
      'config',
    ]);
  });
});

describe('a phone that challenges NOTIFYs ignores them', () => {
  const profile = profileOf(rowOf('snom', 'd785').brand);

  test.each([
    ['challenge_checksync', 'check-sync;reboot=false', 'reload'],
    ['challenge_reboot', 'check-sync;reboot=true', 'reboot'],
  ])('%s', (setting, event, does) => {
    expect(profile.onNotify(event, new Map([[setting, 'off']]), 'd785')).toBe(does);
    expect(profile.onNotify(event, new Map([[setting, 'on']]), 'd785')).toBe('ignore');
  });
});

test('a label and a value with line breaks stay one key', () => {
  const row = rowOf('snom', 'd120');
  const config = loggedIn(row);
  const odd: Key = { kind: 'speed-dial', value: '1\n2', label: 'a\r\nb "c" <d>' };
  const { keys } = readingOf(row, fileFor(row, { ...config, lineKeys: [odd, ...config.lineKeys.slice(1)] }));
  expect(keys[0]).toMatchObject({ kind: 'speed-dial', value: '1\n2', label: 'a b "c" <d>' });
});
