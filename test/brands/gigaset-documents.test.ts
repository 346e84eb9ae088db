import { BRANDS } from '../../phoneapps';
import { identifyPhone } from '../../src/phones/brands/identify';
import { fileFor, loggedIn, loggedOut, type ModelRow, parametersFor, SETTINGS } from './support';

const brand = BRANDS.find(({ id }) => id === 'gigaset');

function row(name: string): ModelRow {
  const model = name === 'unlisted' ? brand?.unknownModel : brand?.models[name];
  if (!brand || !model) throw new Error(`no ${name}`);
  return { brand, name, model };
}

const param = (name: string, value: string) => `    <param name="${name}" value="${value}"/>\n`;
const params = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([name, value]) => param(name, value))
    .join('');

const documentOf = (product: string, inside: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<provisioning version="1.1"${product}>\n  <nvm>\n${inside}  </nvm>\n</provisioning>\n`;

const maxwellAccount = (index: number, on: boolean) =>
  params({
    [`SIP.Account.${index}.Active`]: on ? '1' : '0',
    [`SIP.Account.${index}.AccountName`]: on ? '771001' : '',
    [`SIP.Account.${index}.Username`]: on ? '771001' : '',
    [`SIP.Account.${index}.AuthName`]: on ? 'auth-771001' : '',
    [`SIP.Account.${index}.AuthPassword`]: on ? 'Secret-of-Alice' : '',
    [`SIP.Account.${index}.DisplayName`]: on ? 'Alice Adams' : '',
    [`SIP.Account.${index}.Domain`]: on ? '192.0.2.10' : '',
    [`SIP.Account.${index}.ProxyServer.Address`]: on ? '192.0.2.10' : '',
    [`SIP.Account.${index}.ProxyServer.Port`]: '5060',
    [`SIP.Account.${index}.RegistrationServer.Address`]: on ? '192.0.2.10' : '',
    [`SIP.Account.${index}.RegistrationServer.Port`]: '5060',
    [`SIP.Account.${index}.VoiceMail.Active`]: on ? '1' : '0',
    [`SIP.Account.${index}.VoiceMail.Mailbox`]: on ? '*97' : '',
  });

const maxwell = (on: boolean, token: string) =>
  params({ 'SIP.TransportProtocol': '1', 'SIP.Security.UseSIPS': '0', 'SIP.DefaultAccount': '0' }) +
  [0, 1, 2, 3].map((index) => maxwellAccount(index, on && index === 0)).join('') +
  params({
    'System.DateAndTime.AutoAdjustTime': 'NTPServiceEnabled',
    'System.DateAndTime.TimeServer': 'pool.ntp.org',
    'System.DateAndTime.TimeZone': 'GMT+1.Europe/Amsterdam',
    'System.Provision.Period': String(SETTINGS.pollMinutes * 60),
    'System.Provision.ProvisioningServer': `http://192.0.2.10:8480/provision/${token}/%MACD.xml`,
  });

const base = (on: boolean, token: string) =>
  params({
    'SipProvider.0.Domain': on ? '192.0.2.10' : '',
    'SipProvider.0.ProxyServerAddress': on ? '192.0.2.10' : '',
    'SipProvider.0.ProxyServerPort': '5060',
    'SipProvider.0.RegServerAddress': on ? '192.0.2.10' : '',
    'SipProvider.0.RegServerPort': '5060',
    'SipProvider.0.TransportProtocol': '1',
    'SipProvider.0.UseSIPS': '0',
    'SipAccount.00001.ProviderId': '0',
    'SipAccount.00001.UserName': on ? '771001' : '',
    'SipAccount.00001.AuthName': on ? 'auth-771001' : '',
    'SipAccount.00001.AuthPassword': on ? 'Secret-of-Alice' : '',
    'SipAccount.00001.DisplayName': on ? 'Alice Adams' : '',
    'SipAccount.00001.VoiceMailMailbox': on ? '*97' : '',
    'SipAccount.00001.VoiceMailActive': on ? '1' : '0',
    'DmGlobal.0.NtpServer': 'pool.ntp.org',
    'DmGlobal.0.TimeZone': 'Europe/Rome',
    'Provisioning.global.ProvisioningServer': `http://192.0.2.10:8480/provision/${token}`,
  });

const OUT = 'logged-out-token-------';
const IN = 'session-token----------';

test('the files of a Maxwell Basic', () => {
  const basic = row('maxwell-basic');
  expect(fileFor(basic, loggedOut(basic)).toString('utf8')).toBe(documentOf('', maxwell(false, OUT)));
  expect(fileFor(basic, loggedIn(basic)).toString('utf8')).toBe(documentOf('', maxwell(true, IN)));
});

test('the files of an N870', () => {
  const n870 = row('n870-ip-pro');
  const product = ' productID="e2"';
  expect(fileFor(n870, loggedOut(n870)).toString('utf8')).toBe(documentOf(product, base(false, OUT)));
  expect(fileFor(n870, loggedIn(n870)).toString('utf8')).toBe(documentOf(product, base(true, IN)));
});

test('a phone of an unlisted model gets the parameters of both families', () => {
  const unlisted = row('unlisted');
  expect(fileFor(unlisted, loggedIn(unlisted)).toString('utf8')).toBe(
    documentOf('', maxwell(true, IN) + base(true, IN)),
  );
});

test.each([
  ['none', '-1', null],
  ['line', '0', 'Connection'],
  ['speed-dial', '3', 'PhoneNumber'],
  ['blf', '4', 'PhoneNumber'],
  ['park', '3', 'PhoneNumber'],
  ['intercom', '3', 'PhoneNumber'],
  ['forward', '6', 'PhoneNumber'],
  ['voicemail', '10', 'EnableCode'],
  ['url', '8', 'URL'],
  ['dnd', '-1', null],
] as const)('a key of the kind %s has the type %s, and its value in %s', (kind, type, field) => {
  const config = loggedIn(row('maxwell-3'));
  const lineKeys = [{ kind, value: '2001', label: 'Two' }, ...config.lineKeys.slice(1)];
  const parameters = parametersFor(row('maxwell-3'), { ...config, lineKeys });
  const said = (name: string) => parameters.get(`PhoneUI.Keys.FunctionKeys.0.${name}`);
  expect(said('Type')).toBe(type);
  for (const each of ['PhoneNumber', 'EnableCode', 'URL', 'Connection']) {
    expect([each, said(each)]).toEqual([each, each === field ? (kind === 'line' ? '1' : '2001') : '']);
  }
  expect(said('DisplayName')).toBe(field === null ? '' : 'Two');
});

test.each([
  ['udp', '1', '0', '1'],
  ['tcp', '2', '0', '2'],
  ['tls', '2', '1', '3'],
] as const)(
  'with %s a Maxwell has transport %s and SIPS %s, a base transport %s',
  (sipTransport, maxwellSays, sips, baseSays) => {
    const settings = { ...SETTINGS, sipTransport };
    const of = (name: string) => parametersFor(row(name), loggedIn(row(name), { settings }));
    expect(of('maxwell-2').get('SIP.TransportProtocol')).toBe(maxwellSays);
    expect(of('maxwell-2').get('SIP.Security.UseSIPS')).toBe(sips);
    expect(of('n670-ip-pro').get('SipProvider.0.TransportProtocol')).toBe(baseSays);
  },
);

test('the function keys of the models are those in the table', () => {
  const keys = Object.entries(brand?.models ?? {}).map(([name, { lineKeys }]) => `${name} ${lineKeys}`);
  expect(keys.join(', ')).toBe(
    'maxwell-2 8, maxwell-3 8, maxwell-4 8, maxwell-basic 0, n610-ip-pro 0, n670-ip-pro 0, n870-ip-pro 0, ' +
      'n870e-ip-pro 0, n870-vi-pro 0',
  );
});

test('the name <MAC>.xml, shared with Snom, is decided by the OUI', () => {
  const identified = (file: string) => identifyPhone(BRANDS, file, '')?.brand.id;
  expect(identified('7C2F80AABBD8.xml')).toBe('gigaset');
  expect(identified('000413AABBD8.xml')).toBe('snom');
});

test('other base stations are not identified', () => {
  expect(
    identifyPhone(BRANDS, '00000caabbcc.xml', 'N510 IP PRO/42.245.00.000.000;7C2F804DF9A9')?.brand.id,
  ).not.toBe('gigaset');
});
