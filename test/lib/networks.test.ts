import { areAllAddresses, holdsMappedIpv4, trustProxies } from '../../src/lib/networks';

test.each([
  ['::ffff:0:0/96', true],
  ['::ffff:10.0.0.0/104', true],
  ['::ffff:a00:1/128', true],
  ['::/1', true],
  ['::/80', true],
  ['::ffff:0:0:0/80', false],
  ['::1/128', false],
  ['2000::/3', false],
  ['fd00::/8', false],
  ['10.0.0.0/8', false],
  ['::/0', false],
])('%s holds IPv4 addresses in IPv6 form: %p', (network, holds) => {
  expect(holdsMappedIpv4(network)).toBe(holds);
});

test.each([
  [['0.0.0.0/1', '128.0.0.0/1'], true],
  [['192.0.0.0/2', '10.0.0.0/8', '0.0.0.0/1', '128.0.0.0/2'], true],
  [['10.0.0.0/8', '::/1', 'ffff::/1'], true],
  [['0.0.0.0/0'], true],
  [['::/0'], true],
  [['0.0.0.0/1', '128.0.0.0/2'], false],
  [['128.0.0.0/1', '192.0.0.0/2'], false],
  [['0.0.0.0/1', '8000::/1'], false],
  [[], false],
])('%j are all addresses of a family: %p', (networks, are) => {
  expect(areAllAddresses(networks)).toBe(are);
});

test('a proxy is known by its plain address, and what is no address is none', () => {
  const isProxy = trustProxies(['10.0.0.0/8', '2001:db8::/64']);
  expect(['10.0.0.5', '::ffff:10.0.0.5', '2001:db8::7'].map(isProxy)).toEqual([true, true, true]);
  expect(['11.0.0.5', 'fe80::1%eth0', 'unknown', ''].map(isProxy)).toEqual([false, false, false, false]);
  expect(['::ffff:0:0/96', '::/1'].map((network) => trustProxies([network])('192.0.2.7'))).toEqual([
    false,
    false,
  ]);
});
