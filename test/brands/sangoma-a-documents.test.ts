import { BRANDS } from '../../phoneapps';
import { DEVICE_PROFILES } from '../../phoneapps/device-profiles';
import { identifyPhone } from '../../src/phones/brands/identify';
import { fileFor, loggedIn, loggedOut, type ModelRow, parametersFor } from './support';

const brand = BRANDS.find(({ id }) => id === 'sangoma-a');

function row(name: string): ModelRow {
  const model = name === 'unlisted' ? brand?.unknownModel : brand?.models[name];
  if (!brand || !model) throw new Error(`no ${name}`);
  return { brand, name, model };
}

const off = (slot: number) => `SIP${slot} Phone Number  :
SIP${slot} Display Name  :
SIP${slot} Register Addr :
SIP${slot} Register Port :5060
SIP${slot} Register User :
SIP${slot} Register Pswd :
SIP${slot} Enable Reg    :0
SIP${slot} Proxy Addr    :
SIP${slot} Proxy User    :
SIP${slot} Proxy Pswd    :
SIP${slot} BakProxy Addr :
SIP${slot} Transport     :0
SIP${slot} MWI Num       :
`;

const ALICE_ON = `SIP1 Phone Number  :771001
SIP1 Display Name  :Alice Adams
SIP1 Register Addr :192.0.2.10
SIP1 Register Port :5060
SIP1 Register User :auth-771001
SIP1 Register Pswd :Secret-of-Alice
SIP1 Enable Reg    :1
SIP1 Proxy Addr    :
SIP1 Proxy User    :
SIP1 Proxy Pswd    :
SIP1 BakProxy Addr :
SIP1 Transport     :0
SIP1 MWI Num       :*97
`;

const key = (index: number, type: string, value: string, title: string) => `Fkey${index} Type         :${type}
Fkey${index} Value        :${value}
Fkey${index} Title        :${title}
`;

const documentOf = (lines: string, keys: string, token: string) => `<SIP CONFIG MODULE>
Notify Reboot      :0
--SIP Line List--  :
${lines}
<GLOBAL CONFIG MODULE>
Enable SNTP        :1
SNTP Server        :pool.ntp.org
Time Zone          :4

<PHONE CONFIG MODULE>
--Function Key--   :
${keys}
<AUTOUPDATE CONFIG MODULE>
Download CommonConf:0
Download DeviceConf:1
Save Provision Info:1
Download Server IP :192.0.2.10:8480
Config File Name   :provision/${token}/$mac.cfg
Download Protocol  :4
Download Mode      :2
Download Interval  :1
<<END OF FILE>>
`;

/** The version at the head, and the rest. */
function partsOf(file: Buffer): [string, string] {
  const [, head = '', rest = ''] = /^(.*\n)\n([\s\S]*)$/.exec(file.toString('utf8')) ?? [];
  return [head, rest];
}

const HEAD = /^<<VOIP CONFIG FILE>>Version:2\.\d{10}\n$/;

test('the file of a logged-out A20: both lines off, both keys empty', () => {
  const [head, rest] = partsOf(fileFor(row('a20'), loggedOut(row('a20'))));
  expect(head).toMatch(HEAD);
  const keys = key(1, '0', '', '') + key(2, '0', '', '');
  expect(rest).toBe(documentOf(off(1) + off(2), keys, 'logged-out-token-------'));
});

test('the file of a logged-in A20: its line and a BLF key, and no login key', () => {
  const lamp = { kind: 'blf', value: '2001', label: 'Bob' } as const;
  const [head, rest] = partsOf(fileFor(row('a20'), loggedIn(row('a20'), { keys: [lamp] })));
  expect(head).toMatch(HEAD);
  const keys = key(1, '2', 'SIP1', '771001') + key(2, '1', '2001@1/bc', 'Bob');
  expect(rest).toBe(documentOf(ALICE_ON + off(2), keys, 'session-token----------'));
});

test('the version changes with the state and only with it', () => {
  const headOf = (file: Buffer) => partsOf(file)[0];
  const out = headOf(fileFor(row('a25'), loggedOut(row('a25'))));
  expect(headOf(fileFor(row('a25'), loggedOut(row('a25'))))).toBe(out);
  expect(headOf(fileFor(row('a25'), loggedIn(row('a25'))))).not.toBe(out);
});

test('over HTTPS the protocol is 5', () => {
  const config = { ...loggedOut(row('a22')), provisioningUrl: 'https://pbx.example.com/provision/t/' };
  const parameters = parametersFor(row('a22'), config);
  const said = (name: string) => parameters.get(`AUTOUPDATE CONFIG MODULE/${name}`);
  expect([said('Download Protocol'), said('Download Server IP'), said('Config File Name')]).toEqual([
    '5',
    'pbx.example.com',
    'provision/t/$mac.cfg',
  ]);
  expect(DEVICE_PROFILES['sangoma-a']?.read(parameters, 'a22').provisioningUrl).toBe(config.provisioningUrl);
});

test('the lines and keys of the models are those of published files', () => {
  const facts = Object.entries(brand?.models ?? {}).map(
    ([name, { accounts, lineKeys }]) => `${name} ${accounts} ${lineKeys}`,
  );
  expect(facts).toEqual(['a20 2 2', 'a22 2 2', 'a25 4 4']);
});

test.each([
  ['a20', 'f0A20hw1.100.cfg'],
  ['a22', 'f0A22hw1.100.cfg'],
  ['a25', 'f0A25hw1.100.cfg'],
  ['a30', 'A0V0A3000000.cfg'],
])('an %s requests %s first, which is absent', (name, file) => {
  const [first] = DEVICE_PROFILES['sangoma-a']?.boot(name, '000fd3cf11e0') ?? [];
  expect(first?.file).toBe(file);
  const userAgent = `Digium ${name.toUpperCase()} 2.2.1 000fd3cf11e0`;
  expect(identifyPhone(BRANDS, file, userAgent)).toMatchObject({
    brand: { id: 'sangoma-a' },
    role: 'absent',
  });
});
