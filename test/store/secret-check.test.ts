import type { Knex } from 'knex';
import { createEncryptor, deriveKey } from '../../src/lib/encryption';
import { assignToSecret, belongsToSecret, belongToOtherSecret } from '../../src/store/secret-check';
import { openTestDatabase } from '../support/test-database';

const encryptorOf = (secret: string) => createEncryptor(deriveKey(Buffer.from(secret), 'settings'));
const ours = encryptorOf('ours');
const other = encryptorOf('other');

let db: Knex;
beforeEach(async () => {
  db = await openTestDatabase();
});
afterEach(() => db.destroy());

it('tables without a secret belong to the first that asks, and to no other', async () => {
  expect(await belongsToSecret(db, ours)).toBe(true);
  expect(await belongsToSecret(db, ours)).toBe(true);
  expect(await belongsToSecret(db, other)).toBe(false);
});

it('of two that ask at once one gets them', async () => {
  const answers = await Promise.all([belongsToSecret(db, ours), belongsToSecret(db, other)]);
  expect(answers.filter(Boolean)).toHaveLength(1);
});

it('the check is written once: a start with a read-only database writes nothing', async () => {
  await belongsToSecret(db, ours);
  await db.raw('PRAGMA query_only = ON');
  expect(await belongsToSecret(db, ours)).toBe(true);
});

it('tables can be assigned to another secret', async () => {
  await belongsToSecret(db, ours);
  await db.transaction((trx) => assignToSecret(trx, other));
  expect(await belongsToSecret(db, other)).toBe(true);
  expect(await belongsToSecret(db, ours)).toBe(false);
});

it('rows say the same as their table; rows without a secret belong to no other', async () => {
  expect(belongToOtherSecret(await db('hotdesk_settings'), other)).toBe(false);
  await belongsToSecret(db, ours);
  expect(belongToOtherSecret(await db('hotdesk_settings'), ours)).toBe(false);
  expect(belongToOtherSecret(await db('hotdesk_settings'), other)).toBe(true);
});
