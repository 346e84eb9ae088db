import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashOfKey } from '../../src/admin/keys/key-text';
import { withMaintenance } from '../../src/app/maintenance';
import { makeNewKeyOnMachine } from '../../src/app/new-key';
import { migrateDatabase } from '../../src/store/database';
import { createAdminKeyStore } from '../../src/store/keys';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-new-key-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const onMachine = <T>(work: Parameters<typeof withMaintenance<T>>[2]): Promise<T> =>
  withMaintenance(
    { HOTDESK_DATABASE_URL: `sqlite:${path.join(folder, 'test.sqlite')}`, HOTDESK_DATA_DIR: folder },
    (file) => readFileSync(file, 'utf8'),
    work,
  );

it('each new key has a name of its own, is in the file alone, works at once and is in the audit', async () => {
  await onMachine(({ db }) => migrateDatabase(db));
  const file = path.join(folder, 'first.key');
  const texts: string[] = [];
  for (const name of ['first', 'first-2']) {
    expect(await onMachine((tools) => makeNewKeyOnMachine(tools, 5))).toEqual({ name, file });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    texts.push(readFileSync(file, 'utf8').trim());
  }
  await onMachine(async ({ db }) => {
    const store = createAdminKeyStore(db);
    for (const [index, text] of texts.entries())
      expect(await store.keyOfHash(hashOfKey(text))).toMatchObject({
        name: ['first', 'first-2'][index],
        scopes: ['read', 'operate', 'manage'],
      });
    const entries = await db('hotdesk_audit').orderBy('id');
    expect(entries.map(({ actor, action, at }) => [actor, action, at])).toEqual([
      ['system', 'key-created', 5],
      ['system', 'key-created', 5],
    ]);
    for (const text of texts) expect(JSON.stringify(entries)).not.toContain(text.slice(3));
  });
});

it('a database that the service has not used is refused, and no file is made', async () => {
  await expect(onMachine((tools) => makeNewKeyOnMachine(tools, 5))).rejects.toThrow(
    'The database has no tables of this version of Hotdesk: check HOTDESK_DATABASE_URL, and start the service once.',
  );
  expect(() => statSync(path.join(folder, 'first.key'))).toThrow();
});
