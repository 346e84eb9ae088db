import type { Account } from '../../../../src/phones/brands/brand';
import {
  accountSlots,
  portOr,
  sameInEverySlot,
  transportCode,
  whenLoggedIn,
} from '../../../../src/phones/brands/helpers';

const account: Account = {
  user: '1001',
  authUser: 'auth1001',
  secret: 's3cret',
  server: '2001:db8::1',
  port: 5070,
  transport: 'tcp',
  displayName: 'Alice Adams',
  voicemailNumber: '',
};
const name = (slot: number, field: string) => `${field}.${slot}`;
const CODES = { udp: '0', tcp: '1', tls: '2' };

test('the first slot gets the account, every other slot is written as unused', () => {
  const entries = accountSlots(
    { account },
    { count: 3, name, fields: { on: whenLoggedIn('1', '0'), user: 'user', fixed: sameInEverySlot('x') } },
  );
  expect(entries).toEqual([
    ['on.1', '1'],
    ['user.1', '1001'],
    ['fixed.1', 'x'],
    ['on.2', '0'],
    ['user.2', ''],
    ['fixed.2', 'x'],
    ['on.3', '0'],
    ['user.3', ''],
    ['fixed.3', 'x'],
  ]);
});

test('a logged-out phone has no account in any slot', () => {
  const fields = { on: whenLoggedIn('1', '0'), secret: 'secret' } as const;
  expect(accountSlots({ account: null }, { count: 2, first: 0, name, fields })).toEqual([
    ['on.0', '0'],
    ['secret.0', ''],
    ['on.1', '0'],
    ['secret.1', ''],
  ]);
});

test('the vendor’s own mark clears what is empty, and nothing else', () => {
  const fields = { user: 'user', voicemail: 'voicemailNumber', off: sameInEverySlot('0') } as const;
  expect(accountSlots({ account }, { count: 2, name, clear: '%NULL%', fields })).toEqual([
    ['user.1', '1001'],
    ['voicemail.1', '%NULL%'],
    ['off.1', '0'],
    ['user.2', '%NULL%'],
    ['voicemail.2', '%NULL%'],
    ['off.2', '0'],
  ]);
});

test('an IPv6 server has brackets in a host, and none as a server', () => {
  const fields = { server: 'server', host: 'host', port: 'port', both: 'hostAndPort' } as const;
  expect(accountSlots({ account }, { count: 1, name, fields })).toEqual([
    ['server.1', '2001:db8::1'],
    ['host.1', '[2001:db8::1]'],
    ['port.1', '5070'],
    ['both.1', '[2001:db8::1]:5070'],
  ]);
});

test('the transport has the vendor’s code; an unused slot has UDP’s or the one given', () => {
  expect(transportCode(CODES)(account)).toBe('1');
  expect(transportCode(CODES)(null)).toBe('0');
  expect(transportCode(CODES, '')(null)).toBe('');
});

test('an unused slot has the default port', () => {
  expect(portOr()(account)).toBe('5070');
  expect(portOr()(null)).toBe('5060');
  expect(portOr('')(null)).toBe('');
});
