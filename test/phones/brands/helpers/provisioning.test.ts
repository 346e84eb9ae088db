import { pollInterval, provisioningLogin, provisioningServer } from '../../../../src/phones/brands/helpers';

test('a provisioning URL is written with its scheme; without one the phone keeps what it has', () => {
  const write = (url: string, isHttps: boolean) => ({ url, protocol: isHttps ? 'HTTPS' : 'HTTP' });
  expect(provisioningServer({ provisioningUrl: 'https://pbx.example.com/p/' }, write)).toEqual({
    url: 'https://pbx.example.com/p/',
    protocol: 'HTTPS',
  });
  expect(provisioningServer({ provisioningUrl: 'http://https.example.com/' }, write)).toEqual({
    url: 'http://https.example.com/',
    protocol: 'HTTP',
  });
  expect(provisioningServer({ provisioningUrl: null }, write)).toEqual([]);
});

test('the provisioning login is written; without one the phone keeps what it has', () => {
  const login = { user: 'phones', password: '' };
  expect(provisioningLogin({ provisioningLogin: login }, 'u', 'p')).toEqual([
    ['u', 'phones'],
    ['p', ''],
  ]);
  expect(provisioningLogin({ provisioningLogin: null }, 'u', 'p')).toEqual([]);
  expect(provisioningLogin({}, 'u', 'p')).toEqual([]);
});

test.each([
  ['seconds', {}, '5400'],
  ['minutes', {}, '90'],
  ['hours', {}, '2'],
  ['minutes', { least: 120 }, '120'],
  ['minutes', { most: 60 }, '60'],
] as const)('90 minutes in %s within %j are %s', (unit, limits, interval) => {
  expect(pollInterval({ pollMinutes: 90 }, unit, limits)).toBe(interval);
});
