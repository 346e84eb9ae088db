import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_DESK_SETTINGS } from '../../../../src/desk/settings';
import { createEncryptor } from '../../../../src/lib/encryption';
import { cacheSettings } from '../../../../src/phones/http/auth/settings-cache';
import { SILENT } from '../../../test-app';

const KEY = Buffer.alloc(32, 1);
const DIGEST = {
  ...DEFAULT_DESK_SETTINGS,
  provisioningAuth: 'digest' as const,
  provisioningUser: 'phones-of-us',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-kept-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => path.join(folder, 'data', 'settings-cache');
const settingsBy = (readSettings: () => Promise<typeof DIGEST>, key = KEY) =>
  cacheSettings({
    readSettings,
    defaults: DEFAULT_DESK_SETTINGS,
    file: file(),
    encryptor: createEncryptor(key),
    log: SILENT,
  });
const away = () => Promise.reject(new Error('the database is away'));

test('a login rule from before this start still applies during a database outage', async () => {
  await settingsBy(async () => DIGEST)();
  expect(await settingsBy(async () => DIGEST)()).toEqual({ settings: DIGEST, outage: null });
  const outage = new Error('the database is away');
  expect(await settingsBy(away)()).toEqual({ settings: DIGEST, outage });
});

test('without a copy, the database error is thrown', async () => {
  await expect(settingsBy(away)()).rejects.toThrow('the database is away');
});

test('a copy that was encrypted with another key is ignored', async () => {
  await settingsBy(async () => DIGEST)();
  await expect(settingsBy(away, Buffer.alloc(32, 2))()).rejects.toThrow('the database is away');
});

describe('after an upgrade, while the database is away', () => {
  const write = (copy: object) => {
    mkdirSync(path.dirname(file()), { recursive: true });
    writeFileSync(file(), createEncryptor(KEY).encrypt(JSON.stringify(copy)));
  };

  test('settings that the older version did not know have their default', async () => {
    const { maxLoginsPerHour: _new, ...older } = DIGEST;
    write({ ...older, settingOfThePast: true });
    expect((await settingsBy(away)()).settings).toEqual(DIGEST);
  });

  test('a copy with values that this version does not accept is none: the database error is thrown', async () => {
    write({ ...DIGEST, provisioningAuth: 'by-carrier-pigeon' });
    await expect(settingsBy(away)()).rejects.toThrow('the database is away');
  });
});

test('a copy that cannot be written leaves nothing behind', async () => {
  mkdirSync(file(), { recursive: true });
  const settings = settingsBy(async () => DIGEST);
  for (let request = 0; request < 3; request += 1)
    expect(await settings()).toEqual({ settings: DIGEST, outage: null });
  expect(readdirSync(path.dirname(file()))).toEqual(['settings-cache']);
});

test('only the service can read the copy', async () => {
  await settingsBy(async () => DIGEST)();
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(readFileSync(file(), 'latin1')).not.toContain('phones-of-us');
});
