import type { Knex } from 'knex';
import { migrationSource } from '../../sql/migrations';
import { connectDatabase, migrateDatabase } from '../../src/store/database';
import type { LabMariadb } from '../lab/mariadb';
import { shareMariadb } from '../lab/shared';
import { SILENT } from '../test-app';

let mariadb: LabMariadb;
const connections: Knex[] = [];
beforeAll(async () => {
  mariadb = await shareMariadb();
}, 60_000);
afterAll(async () => {
  for (const db of connections) await db.destroy();
  await mariadb?.stop();
});

function connect(database: string): Knex {
  const { host, port, user, password } = mariadb;
  const db = connectDatabase({ kind: 'mysql', host, port, user, password, database }, SILENT);
  connections.push(db);
  return db;
}

test('instances that start at the same time on an empty database all find the tables', async () => {
  const database = await mariadb.createDatabase('fresh');
  const instances = Array.from({ length: 4 }, () => connect(database));
  await Promise.all(instances.map(migrateDatabase));
  for (const db of instances) expect(await db('hotdesk_leases')).toEqual([]);
});

test('the lock of a killed instance does not block the others', async () => {
  const database = await mariadb.createDatabase('killed');
  const db = connect(database);
  await migrateDatabase(db);
  await db.migrate.down({ migrationSource, tableName: 'hotdesk_migrations' });
  await db('hotdesk_migrations_lock').update({ is_locked: 1 });
  await migrateDatabase(db);
  expect(await db('hotdesk_leases')).toEqual([]);
});
