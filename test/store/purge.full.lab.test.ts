import type { Knex } from 'knex';
import { connectDatabase, migrateDatabase } from '../../src/store/database';
import { createDeskStore } from '../../src/store/desk-store';
import { endedSession } from '../desk/reconcile/ended-session';
import type { LabMariadb } from '../lab/mariadb';
import { shareMariadb } from '../lab/shared';
import { SILENT } from '../test-app';

const DAY = 24 * 3_600_000;
const NOW = 1_000 * DAY;
const ROWS = 5_000;

let mariadb: LabMariadb;
let db: Knex;
beforeAll(async () => {
  mariadb = await shareMariadb();
  const database = await mariadb.createDatabase('purge');
  const { host, port, user, password } = mariadb;
  db = connectDatabase({ kind: 'mysql', host, port, user, password, database }, SILENT);
  await migrateDatabase(db);
  const numbers = Array.from({ length: ROWS }, (_, at) => at);
  await db.batchInsert(
    'hotdesk_phones',
    numbers.map((at) => ({
      mac: `a0${at.toString(16).padStart(10, '0')}`,
      brand: 'yealink',
      label: '',
      created_at: 0,
      seen_at: at,
    })),
  );
  await db.batchInsert(
    'hotdesk_attempts',
    numbers.map((at) => ({ subject: `address ${at}`, failures: 1, last_at: at })),
  );
  await db.batchInsert(
    'hotdesk_sessions',
    numbers.slice(0, 1_000).map((at) => endedSession(`old ${at}`, at)),
  );
}, 120_000);
afterAll(async () => {
  await db?.destroy();
  await mariadb?.stop();
});

test('no purge waits for the rows that a login holds, nor for new ones', async () => {
  const store = createDeskStore(db);
  await db('hotdesk_sessions').insert(endedSession('in use', NOW));
  await db('hotdesk_attempts').insert({ subject: 'in use', failures: 1, last_at: NOW });
  const login = await db.transaction();
  await login('hotdesk_sessions').where({ id: 'in use' }).forUpdate();
  await login('hotdesk_attempts').where({ subject: 'in use' }).forUpdate();
  await login('hotdesk_sessions').insert(endedSession('begins now', NOW));
  // A purge that needs one of those rows fails after 50 seconds with a lock timeout.
  await store.purgeExpired(NOW);
  const which = { seenBefore: NOW, brands: [], isExcept: true };
  await store.transaction((tx) =>
    tx.addAudit({
      at: 1,
      actor: 'system',
      action: 'old',
      mac: null,
      extension: null,
      address: null,
      details: {},
    }),
  );
  await login('hotdesk_audit').insert({ at: NOW, actor: 'phone', action: 'login', details: '{}' });
  expect(await store.purgeAudit(NOW - DAY, 500)).toBe(1);
  let removed = 0;
  for (let batch = 1; batch > 0; removed += batch) batch = await store.purgeUnusedPhones(which, 500);
  for (let batch = 1; batch > 0; ) batch = await store.purgeSessions(NOW - DAY, 500);
  await login.commit();
  expect(removed).toBe(ROWS);
  expect(await db('hotdesk_attempts').pluck('subject')).toEqual(['in use']);
  expect(await db('hotdesk_sessions').orderBy('id').pluck('id')).toEqual(['begins now', 'in use']);
}, 120_000);

test('a login at a phone that is purged just now waits for it, and no phone of a session is removed', async () => {
  const store = createDeskStore(db);
  const mac = 'a10000000001';
  await db('hotdesk_phones').insert({ mac, brand: 'yealink', label: '', created_at: 0, seen_at: 1 });
  const login = await db.transaction(undefined, { isolationLevel: 'read committed' });
  await login('hotdesk_phones').where({ mac }).forUpdate();
  await login('hotdesk_sessions').insert({ ...endedSession('at that phone', NOW), mac });
  const purge = store.purgeUnusedPhones({ seenBefore: NOW, brands: [], isExcept: true }, 500);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await login.commit();
  expect([await purge, await db('hotdesk_phones').pluck('mac')]).toEqual([0, [mac]]);
}, 60_000);
