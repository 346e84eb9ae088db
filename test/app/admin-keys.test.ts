import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { type AdminKeys, adminKeys } from '../../src/app/admin-keys';
import { createFirstKeyFile } from '../../src/app/first-key-file';
import { createAdminKeyStore } from '../../src/store/keys';
import { openTestDatabase } from '../support/test-database';

let db: Knex;
let folder: string;
beforeEach(async () => {
  db = await openTestDatabase();
  folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-admin-keys-'));
});
afterEach(async () => {
  await db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

const start = (setting: string | null = null): Promise<AdminKeys> =>
  adminKeys(setting, createAdminKeyStore(db), createFirstKeyFile(folder), () => 1_000);
const FIRST = { id: expect.any(String), name: 'first', scopes: ['read', 'operate', 'manage'] };

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

describe('the file of the first key', () => {
  const file = () => path.join(folder, 'first.key');
  const rows = () => createAdminKeyStore(db).change((tx) => tx.keys());

  it('holds the key, and only the service can read it', async () => {
    const { createdKey, firstKeyFile } = await start();
    expect(firstKeyFile).toBe(file());
    expect(readFileSync(file(), 'utf8')).toBe(`${createdKey}\n`);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('is removed when that key is revoked, and by no other one', async () => {
    const keys = await start();
    const [first] = await rows();
    if (!first) throw new Error('no key');
    await keys.onKeyRevoked({ ...first, hash: 'of-another' });
    expect(existsSync(file())).toBe(true);
    await keys.onKeyRevoked(first);
    expect(existsSync(file())).toBe(false);
  });

  it('is removed at the next start when another instance has revoked its key', async () => {
    await start();
    await db('hotdesk_keys').update({ revoked_at: 5 });
    await start('a-key-of-the-environment-of-40-characters');
    expect(existsSync(file())).toBe(false);
  });

  it('is replaced when the key is', async () => {
    await start();
    await db('hotdesk_keys').update({ revoked_at: 5 });
    const { createdKey } = await start();
    expect(readFileSync(file(), 'utf8')).toBe(`${createdKey}\n`);
  });

  it('that cannot be written leaves no key behind', async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'not a folder');
    await expect(start()).rejects.toThrow();
    expect(await db('hotdesk_keys')).toEqual([]);
  });

  it('that cannot be read or removed is an error that names it and its setting', async () => {
    mkdirSync(path.join(file(), 'inside'), { recursive: true });
    const { hash, remove } = createFirstKeyFile(folder);
    const sentence = /first\.key \(in HOTDESK_DATA_DIR\) cannot be (read|removed): /;
    expect(hash).toThrow(sentence);
    expect(remove).toThrow(sentence);
  });

  it('is not written for a key of the environment', async () => {
    await start('a-key-of-the-environment-of-40-characters');
    expect(existsSync(file())).toBe(false);
  });
});
