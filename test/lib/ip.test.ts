import { BlockList } from 'node:net';
import {
  canonicalAddress,
  isHost,
  isInNetworks,
  isNetwork,
  plainAddress,
  sourceOf,
  uriHost,
} from '../../src/lib/ip';
import fc from '../fast-check';

const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6();

test.each([
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::ffff:0102:0304', '::ffff:0102:0304'],
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8::7', '2001:db8::7'],
])('the plain address of %s is %s', (address, plain) => {
  expect(plainAddress(address)).toBe(plain);
});

describe('the canonical form of an address', () => {
  test.each([
    ['2001:0DB8:0:0:0:0:0:7', '2001:db8::7'],
    ['::FFFF:192.0.2.7', '192.0.2.7'],
    ['192.0.2.7', '192.0.2.7'],
  ])('of %s is %s', (address, canonical) => {
    expect(canonicalAddress(address)).toBe(canonical);
  });

  test('is its own canonical form, and names the same address', () => {
    fc.assert(
      fc.property(ipv6, (address) => {
        const canonical = canonicalAddress(address);
        expect(canonicalAddress(canonical)).toBe(canonical);
        const list = new BlockList();
        list.addAddress(address, 'ipv6');
        expect(list.check(canonical, canonical.includes(':') ? 'ipv6' : 'ipv4')).toBe(true);
      }),
    );
  });
});

test('a URI host has brackets if, and only if, it is IPv6', () => {
  fc.assert(fc.property(ipv4, (address) => expect(uriHost(address)).toBe(address)));
  fc.assert(fc.property(ipv6, (address) => expect(uriHost(address)).toBe(`[${address}]`)));
  expect(uriHost('pbx.example.com')).toBe('pbx.example.com');
});

describe('a network in CIDR form', () => {
  test('has a prefix that is valid for its family', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), fc.integer({ min: 0, max: 999 }), (address, bits) => {
        const most = address.includes(':') ? 128 : 32;
        expect(isNetwork(`${address}/${bits}`)).toBe(bits <= most);
        expect(isNetwork(`${address}/${bits}`, 1)).toBe(bits >= 1 && bits <= most);
      }),
    );
  });

  test.each([
    '',
    '/',
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '10.0.0.0/8.0',
    '10.0.0.0/0008',
    ' 10.0.0.0/8',
    '10.0/8',
    'fe80::1%eth0/64',
    'pbx.example.com/8',
  ])('is not %p', (text) => {
    expect(isNetwork(text)).toBe(false);
  });
});

describe('a host', () => {
  test.each(['10.0.0.1', '::1', '2001:db8::1', 'pbx', 'pbx-1.example.com', 'a'.repeat(253)])(
    'is %p',
    (text) => {
      expect(isHost(text)).toBe(true);
    },
  );

  test.each([
    '',
    'pbx:5060',
    '10.0.0.1:5060',
    '[::1]',
    'fe80::1%eth0',
    'a b',
    '-pbx',
    'pbx.',
    'a'.repeat(254),
  ])('is not %p', (text) => {
    expect(isHost(text)).toBe(false);
  });
});

test('an address is only in networks of its own family', () => {
  expect(isInNetworks('10.1.2.3', ['192.168.0.0/16', '10.0.0.0/8'])).toBe(true);
  expect(isInNetworks('11.1.2.3', ['10.0.0.0/8', '::/0'])).toBe(false);
  expect(isInNetworks('2001:db8::1', ['2001:db8::/32'])).toBe(true);
  expect(isInNetworks('unknown', ['0.0.0.0/0'])).toBe(false);
});

test('the addresses of one IPv6 /64 are one source, and each IPv4 address is its own', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (interfaceId) => {
      const groups = interfaceId.toString(16).padStart(16, '0').match(/.{4}/g) ?? [];
      expect(sourceOf(`2001:db8:0:1:${groups.join(':')}`)).toBe('2001:db8:0:1::/64');
    }),
  );
  fc.assert(fc.property(ipv4, (address) => expect(sourceOf(address)).toBe(address)));
  expect(sourceOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
});
