import type { Knex } from 'knex';
import { connectDatabase, migrateDatabase } from '../../src/store/database';
import { isOutage } from '../../src/store/outage';
import { type LabMariadb, startMariadb } from '../lab/mariadb';
import { SILENT } from '../test-app';
import { adminStoreContract } from './admin-store-contract';
import { trustStoreContract } from './trust-store-contract';

let mariadb: LabMariadb;
let db: Knex;
beforeAll(async () => {
  mariadb = await startMariadb();
  await mariadb.createDatabase('asterisk');
  const { host, port, user, password } = mariadb;
  db = connectDatabase({ kind: 'mysql', host, port, user, password, database: 'asterisk' }, SILENT);
  await migrateDatabase(db);
}, 90_000);
afterAll(async () => {
  await db?.destroy();
  await mariadb?.stop();
}, 30_000);

describe('the admin store, in MariaDB', () => {
  adminStoreContract(() => db);
  trustStoreContract(() => db);

  it('reports an outage when MariaDB dies, and works again when it is back', async () => {
    await mariadb.kill();
    const error = await db.raw('select 1').then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(isOutage(error)).toBe(true);
    await mariadb.restart();
    await db.raw('select 1');
  }, 90_000);
});
