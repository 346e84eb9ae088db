import crypto from 'node:crypto';
import { hashPassword, passwordMatches, UNMATCHABLE_HASH } from '../../src/lib/passwords';
import { realScrypt } from '../support/cheap-scrypt';

/** Unit suites run with a cheap scrypt; here is the real one. */
beforeAll(() => {
  jest.spyOn(crypto, 'scrypt').mockImplementation(realScrypt as never);
});
afterAll(() => jest.restoreAllMocks());

test('a password is hashed by scrypt with N = 32768, r = 8, p = 1, and the hash says so', async () => {
  const stored = await hashPassword('desk-user');
  const [scheme, N, r, p, salt = '', hash = ''] = stored.split('$');
  expect([scheme, N, r, p]).toEqual(['scrypt', '32768', '8', '1']);
  const cost = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
  const expected = crypto.scryptSync('desk-user', Buffer.from(salt, 'base64'), 32, cost);
  expect(hash).toBe(expected.toString('base64'));
  expect(await passwordMatches('desk-user', stored)).toBe(true);
  expect(await passwordMatches('desk-users', stored)).toBe(false);
});

test('an unset password costs as much to compare as a set one', async () => {
  expect(UNMATCHABLE_HASH.split('$').slice(0, 4)).toEqual(['scrypt', '32768', '8', '1']);
  expect(await passwordMatches('', UNMATCHABLE_HASH)).toBe(false);
  expect(crypto.scrypt).toHaveBeenLastCalledWith(
    '',
    Buffer.alloc(16),
    32,
    expect.objectContaining({ N: 32_768, r: 8, p: 1 }),
    expect.any(Function),
  );
});

test('unit suites hash with a cheap scrypt, or they take minutes longer', () => {
  jest.restoreAllMocks();
  expect(crypto.scrypt).not.toBe(realScrypt);
});
