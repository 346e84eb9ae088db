import { BRANDS } from '../../phoneapps';
import type { Key } from '../../src/desk/model';
import { fileFor, loggedIn, loggedOut, type ModelRow, parametersFor, readingOf } from './support';

function rowOf(name: string): ModelRow {
  const brand = BRANDS.find(({ id }) => id === 'cisco-enterprise');
  const model = name === 'unlisted' ? brand?.unknownModel : brand?.models[name];
  if (!brand || !model) throw new Error(`no ${name}`);
  return { brand, name, model };
}

/** The stamp is a hash of the rest; another test checks it. */
const documentOf = (row: ModelRow, config: ReturnType<typeof loggedIn>) =>
  fileFor(row, config)
    .toString('utf8')
    .replace(/(?<=<versionStamp>)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=<)/, 'STAMP');

const INTERNAL = 'http://192.0.2.10:8480/apps/logged-out-token-------/i';
const EXTERNAL = 'http://pbx.example.com:8480/apps/logged-out-token-------/e';
const SESSION = 'http://192.0.2.10:8480/apps/session-token----------/i';

const service = (name: string, url: string) => `    <phoneService type="0" category="0">
      <name>${name}</name>
      <url>${url}</url>
      <vendor/>
      <version/>
    </phoneService>
`;

/** The whole file; these parts depend on the state. */
const wholeFile = (label: string, lines: string, password: string, pages: string, services: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>
<device>
  <fullConfig>true</fullConfig>
  <deviceProtocol>SIP</deviceProtocol>
  <devicePool>
    <dateTimeSetting>
      <dateTemplate>D/M/Y</dateTemplate>
      <timeZone>Central Europe Standard/Daylight Time</timeZone>
      <ntps>
        <ntp>
          <name>pool.ntp.org</name>
          <ntpMode>Unicast</ntpMode>
        </ntp>
      </ntps>
    </dateTimeSetting>
    <callManagerGroup>
      <members>
        <member priority="0">
          <callManager>
            <ports>
              <sipPort>5060</sipPort>
              <securedSipPort>5060</securedSipPort>
            </ports>
            <processNodeName>192.0.2.10</processNodeName>
          </callManager>
        </member>
      </members>
    </callManagerGroup>
  </devicePool>
  <sipProfile>
    <sipProxies>
      <registerWithProxy>true</registerWithProxy>
    </sipProxies>
    ${label}
${lines}    <voipControlPort>5060</voipControlPort>
  </sipProfile>
  <commonProfile>
    ${password}
  </commonProfile>
  <loadInformation/>
  <deviceSecurityMode>1</deviceSecurityMode>
  <authenticationURL/>
  <directoryURL/>
  <messagesURL/>
${pages}  <transportLayerProtocol>2</transportLayerProtocol>
  <phoneServices>
    <provisioning>2</provisioning>
${services}  </phoneServices>
  <versionStamp>STAMP</versionStamp>
</device>
`;

const ALICE_ON_1 = `      <line button="1">
        <featureID>9</featureID>
        <featureLabel>771001</featureLabel>
        <proxy>USECALLMANAGER</proxy>
        <port>5060</port>
        <name>771001</name>
        <displayName>Alice Adams</displayName>
        <autoAnswer>
          <autoAnswerEnabled>2</autoAnswerEnabled>
        </autoAnswer>
        <callWaiting>3</callWaiting>
        <authName>auth-771001</authName>
        <authPassword>Secret-of-Alice</authPassword>
        <contact>771001</contact>
        <sharedLine>false</sharedLine>
        <messageWaitingLampPolicy>1</messageWaitingLampPolicy>
        <messagesNumber>*97</messagesNumber>
      </line>
`;

const serviceOn = (button: number, label: string, url: string) => `      <line button="${button}">
        <featureID>20</featureID>
        <featureLabel>${label}</featureLabel>
        <serviceURI>${url}</serviceURI>
      </line>
`;

const lines = (...each: string[]) => `    <sipLines>\n${each.join('')}    </sipLines>\n`;

test('the default login of a 7942 has both buttons, the menu, and the page that opens when idle', () => {
  const row = rowOf('7942');
  expect(documentOf(row, loggedOut(row))).toBe(
    wholeFile(
      '<phoneLabel/>',
      lines(serviceOn(1, 'Login Int', INTERNAL), serviceOn(2, 'Login Extl', EXTERNAL)),
      '<phonePassword/>',
      `  <servicesURL>${INTERNAL}</servicesURL>\n  <idleURL>${INTERNAL}</idleURL>\n  <idleTimeout>30</idleTimeout>\n`,
      service('Login Int', INTERNAL) + service('Login Extl', EXTERNAL),
    ),
  );
});

const IN_SESSION = `  <servicesURL>${SESSION}</servicesURL>\n  <idleURL/>\n  <idleTimeout>0</idleTimeout>\n`;

test('a session on a 7942 with an admin password', () => {
  const row = rowOf('7942');
  expect(documentOf(row, loggedIn(row, { options: { phoneAdminPassword: '4321' } }))).toBe(
    wholeFile(
      '<phoneLabel>Alice Adams</phoneLabel>',
      lines(ALICE_ON_1, serviceOn(2, 'Login/Logout', SESSION)),
      '<phonePassword>4321</phonePassword>',
      IN_SESSION,
      service('Login/Logout', SESSION),
    ),
  );
});

test.each(['7911', 'unlisted'])(
  'a session on a %s has the line on its only button and the logout in the menu',
  (name) => {
    const row = rowOf(name);
    expect(documentOf(row, loggedIn(row))).toBe(
      wholeFile(
        '<phoneLabel>Alice Adams</phoneLabel>',
        lines(ALICE_ON_1),
        '<phonePassword/>',
        IN_SESSION,
        service('Login/Logout', SESSION),
      ),
    );
  },
);

/** The elements of button 1 for a key of each kind. */
const KEYS: [Key['kind'], Readonly<Record<string, string>>][] = [
  ['none', {}],
  ['speed-dial', { featureID: '2', featureLabel: 'Two', speedDialNumber: '2001' }],
  ['intercom', { featureID: '2', featureLabel: 'Two', speedDialNumber: '2001' }],
  ['voicemail', { featureID: '2', featureLabel: 'Two', speedDialNumber: '2001' }],
  ['blf', { featureID: '21', featureLabel: 'Two', speedDialNumber: '2001', featureOptionMask: '1' }],
  ['park', { featureID: '21', featureLabel: 'Two', speedDialNumber: '2001', featureOptionMask: '1' }],
  ['url', { featureID: '20', featureLabel: 'Two', serviceURI: '2001' }],
  ['login', { featureID: '20', featureLabel: 'Two', serviceURI: '2001' }],
  ['dnd', {}],
  ['forward', {}],
];

test.each(KEYS)('a key of the kind %s', (kind, expected) => {
  const row = rowOf('7962');
  const config = loggedIn(row);
  const lineKeys = [{ kind, value: '2001', label: 'Two' }, ...config.lineKeys.slice(1)];
  const at = 'sipProfile/sipLines/line[1]/';
  const written = [...parametersFor(row, { ...config, lineKeys })].flatMap(([path, value]) =>
    path.startsWith(at) ? [[path.slice(at.length), value]] : [],
  );
  expect(Object.fromEntries(written)).toEqual(expected);
});

test('a voicemail key without a number calls the mailbox', () => {
  const row = rowOf('7962');
  const keys: Key[] = [{ kind: 'voicemail', value: '', label: 'Mail' }];
  const { keys: read } = readingOf(row, fileFor(row, loggedIn(row, { keys })));
  expect(read.find(({ label }) => label === 'Mail')).toMatchObject({ kind: 'speed-dial', value: '*97' });
});

test.each([
  ['Europe/Rome', 'Central Europe Standard/Daylight Time'],
  ['America/New_York', 'Eastern Standard/Daylight Time'],
  ['Europe/London', 'GMT Standard/Daylight Time'],
  ['Asia/Kolkata', 'India Standard Time'],
  ['Asia/Kathmandu', 'Greenwich Standard Time'],
])('the time zone %s is %s on the phones', (timezone, name) => {
  const row = rowOf('7942');
  const parameters = parametersFor(row, { ...loggedOut(row), timezone });
  expect(parameters.get('devicePool/dateTimeSetting/timeZone')).toBe(name);
});

test('the stamp changes with the config and only with it', () => {
  const row = rowOf('7942');
  const stampOf = (config: ReturnType<typeof loggedIn>) =>
    /<versionStamp>(.*)<\/versionStamp>/.exec(fileFor(row, config).toString())?.[1];
  const stamps = [loggedOut(row), loggedIn(row), { ...loggedIn(row), timezone: 'UTC' }].map(stampOf);
  expect(new Set(stamps).size).toBe(3);
  expect(stampOf(loggedIn(row))).toBe(stamps[1]);
});

/** Buttons beside the display, as the vendor's data sheets count them. */
const BUTTONS: Readonly<Record<string, number>> = {
  '6921': 2,
  '6941': 4,
  '6945': 4,
  '6961': 12,
  '7811': 1,
  '7821': 2,
  '7841': 4,
  '7861': 16,
  '7906': 1,
  '7911': 1,
  '7931': 24,
  '7941': 2,
  '7942': 2,
  '7945': 2,
  '7961': 6,
  '7962': 6,
  '7965': 6,
  '7970': 8,
  '7971': 8,
  '7975': 8,
  '8811': 5,
  '8841': 5,
  '8845': 5,
  '8851': 5,
  '8861': 5,
  '8865': 5,
  '8941': 4,
  '8945': 4,
  '8961': 5,
  '9951': 5,
  '9971': 6,
};

test('the buttons of the models are those in the table', () => {
  const { models } = rowOf('7942').brand;
  expect(Object.fromEntries(Object.entries(models).map(([name, { accounts }]) => [name, accounts]))).toEqual(
    BUTTONS,
  );
});

test.each([
  ['CP-7942G', '7942'],
  ['CP-7971G-GE', '7971'],
  ['cp-8841', '8841'],
  ['7962', '7962'],
])('the model name %s means %s', (said, name) => {
  expect(rowOf('7942').brand.modelOf(said)).toBe(name);
});
