import type { Knex } from 'knex';
import { type AdminKeys, adminKeys } from '../../src/app/admin-keys';
import { createAdminKeyStore } from '../../src/store/keys';
import { openTestDatabase } from '../support/test-database';

let db: Knex;
beforeEach(async () => {
  db = await openTestDatabase();
});
afterEach(() => db.destroy());

const start = (setting: string | null = null): Promise<AdminKeys> =>
  adminKeys(setting, createAdminKeyStore(db), () => 1_000);
const FIRST = { name: 'first', scopes: ['read', 'operate', 'manage'] };

describe('the first start', () => {
  it('creates the key "first", with all scopes, and shows it', async () => {
    const keys = await start();
    expect(keys.createdKey).toMatch(/^hd_[A-Za-z0-9_-]{32}$/);
    expect(await keys.authenticateKey(keys.createdKey ?? '')).toEqual(FIRST);
    expect(await keys.authenticateKey('hd_another')).toBeNull();
    expect(keys.hasEnvironmentKey).toBe(false);
    const [entry] = await db('hotdesk_audit');
    expect(entry).toMatchObject({ actor: 'system', action: 'key-created' });
    expect(JSON.stringify(await db('hotdesk_keys'))).not.toContain(keys.createdKey?.slice(3));
  });

  it('shows the key only once: later starts show nothing, and the key stays valid', async () => {
    const { createdKey: made } = await start();
    const again = await start();
    expect(again.createdKey).toBeNull();
    expect(await again.authenticateKey(made ?? '')).toEqual(FIRST);
  });

  it('of several instances at once creates one key', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => start()));
    const made = all.flatMap((keys) => keys.createdKey ?? []);
    expect(made).toHaveLength(1);
    for (const keys of all) expect(await keys.authenticateKey(made[0] ?? '')).toEqual(FIRST);
  });
});

describe('a key of the environment', () => {
  it('gives access under the name "environment", and no other key is created', async () => {
    const keys = await start('key-of-the-environment');
    expect(keys).toMatchObject({ createdKey: null, hasEnvironmentKey: true });
    expect(await keys.authenticateKey('key-of-the-environment')).toMatchObject({
      name: 'environment',
      scopes: FIRST.scopes,
    });
    expect(await keys.authenticateKey('key-of-the-environmenT')).toBeNull();
    expect(await db('hotdesk_keys')).toEqual([]);
  });

  it('gives no access once it is removed from the environment', async () => {
    await start('key-of-the-environment');
    const later = await start();
    expect(await later.authenticateKey('key-of-the-environment')).toBeNull();
    expect(later.createdKey).not.toBeNull();
  });

  it('does not disable the stored keys', async () => {
    const { createdKey: made } = await start();
    expect(await (await start('key-of-the-environment')).authenticateKey(made ?? '')).toEqual(FIRST);
  });
});

it('a start without any valid key creates one under a new name', async () => {
  const { createdKey: made } = await start();
  await db('hotdesk_keys').update({ revoked_at: 5 });
  const again = await start();
  expect(await again.authenticateKey(made ?? '')).toBeNull();
  expect(await again.authenticateKey(again.createdKey ?? '')).toMatchObject({ name: 'first-2' });
});
