import type { Knex } from 'knex';
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
  await Promise.all(instances.map((db) => migrateDatabase(db)));
  for (const db of instances) expect(await db('hotdesk_leases')).toEqual([]);
});

describe('the lock of another instance', () => {
  /** Takes the lock on a connection of its own, as an instance does that migrates. */
  async function hold(database: string): Promise<Knex.Transaction> {
    const holder = await connect(database).transaction();
    await holder.raw("SELECT GET_LOCK(CONCAT(DATABASE(), '.hotdesk'), 0)");
    return holder;
  }

  test('is taken over when that one has been silent for too long, and then can change nothing more', async () => {
    const database = await mariadb.createDatabase('gone');
    const gone = await hold(database);
    const db = connect(database);
    await migrateDatabase(db, { waitSeconds: 30, goneSeconds: 1 });
    expect(await db('hotdesk_leases')).toEqual([]);
    await expect(gone('hotdesk_leases').insert({ name: 'x', holder: 'x', until: 0 })).rejects.toThrow();
    await gone.rollback().catch(() => undefined);
  });

  test('is respected while that one works', async () => {
    const database = await mariadb.createDatabase('working');
    const working = await hold(database);
    const longStatement = working.raw('SELECT SLEEP(6)').then(() => null);
    await expect(migrateDatabase(connect(database), { waitSeconds: 2, goneSeconds: 1 })).rejects.toThrow(
      'another instance has been migrating the tables for 2 seconds',
    );
    await longStatement;
    await working.rollback();
    await migrateDatabase(connect(database));
  });
});
