import type { Knex } from 'knex';
import { connectDatabase, migrateDatabase } from '../../src/store/database';
import { SILENT } from '../test-app';
import { openTestDatabase } from './test-database';

const open: Knex[] = [];
const closedAfterwards = (db: Knex): Knex => {
  open.push(db);
  return db;
};
afterAll(() => Promise.all(open.map((db) => db.destroy())));

async function contentOf(db: Knex) {
  const objects = await db('sqlite_master').select('type', 'name', 'sql').orderBy(['type', 'name']);
  const rows: Record<string, unknown> = {};
  // Only the time of the migrations differs.
  for (const { type, name } of objects)
    if (type === 'table' && name !== 'hotdesk_migrations') rows[name] = await db(name).orderBy(1);
  return { objects, rows, migrations: await db('hotdesk_migrations').orderBy('id').pluck('name') };
}

test('a test database has what the migrations make, and nothing of another test database', async () => {
  const first = closedAfterwards(await openTestDatabase());
  await first('hotdesk_settings').insert({ name: 'defaultLogin', value: 'true' });
  const second = closedAfterwards(await openTestDatabase());
  const migrated = closedAfterwards(connectDatabase({ kind: 'sqlite', file: ':memory:' }, SILENT));
  await migrateDatabase(migrated);
  const expected = await contentOf(migrated);
  expect(expected.objects.length).toBeGreaterThan(20);
  expect(await contentOf(second)).toEqual(expected);
});
