import type { Knex } from 'knex';
import { parseMac } from '../../src/lib/mac';
import { connectAdminDatabase, connectDatabase, migrateDatabase } from '../../src/store/database';
import { inTransaction } from '../../src/store/transaction';
import type { LabMariadb } from '../lab/mariadb';
import { shareMariadb } from '../lab/shared';
import { SILENT } from '../test-app';

let mariadb: LabMariadb;
let db: Knex;
let admin: Knex;
/** As an admin of the server. It has none of our limits. */
let server: Knex;
beforeAll(async () => {
  mariadb = await shareMariadb();
  const { host, port, user, password } = mariadb;
  const database = await mariadb.createDatabase('hostile_server');
  const config = { kind: 'mysql', host, port, user, password, database } as const;
  server = connectDatabase(config, SILENT);
  db = connectDatabase(config, SILENT);
  admin = connectAdminDatabase(config, db, SILENT);
  await migrateDatabase(db);
}, 60_000);
afterAll(async () => {
  for (const each of [admin, db, server]) await each?.destroy();
  await mariadb?.stop();
});

/** All connections of the pool at once. */
const onAll = (pool: Knex, count: number, sql: string) =>
  Promise.all(Array.from({ length: count }, () => pool.raw(sql)));

test('a server whose mode gives backslashes no meaning gets values, not SQL', async () => {
  const [[{ before }]] = await server.raw('SELECT @@GLOBAL.sql_mode AS `before`');
  await server.raw("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES'");
  try {
    await db.destroy();
    db.initialize();
    await db('hotdesk_audit').insert({ at: 1, actor: 'key a', action: 'login', details: '{}' });
    for (const actor of ["x' or 1=1 -- ", "\\' or 1=1 -- ", 'x\\'])
      expect([actor, await db('hotdesk_audit').where({ actor })]).toEqual([actor, []]);
  } finally {
    await server.raw('SET GLOBAL sql_mode = ?', [before]);
  }
});

test('a value that is too long is an error also where the server would cut it', async () => {
  const long = { at: 1, actor: 'a'.repeat(65), action: 'login', details: '{}' };
  await expect(db('hotdesk_audit').insert(long)).rejects.toMatchObject({ code: 'ER_DATA_TOO_LONG' });
});

test('the locks of an instance that vanished in a transaction are gone after five seconds', async () => {
  const mac = parseMac('005058009901');
  if (mac === null) throw new Error('no MAC');
  const vanished = await server.client.acquireConnection();
  await server.raw('BEGIN').connection(vanished);
  const row = { mac, brand: 'yealink', label: '', created_at: 1 };
  await server('hotdesk_phones').insert(row).connection(vanished);
  await inTransaction(db, (trx) => trx('hotdesk_phones').insert({ ...row, brand: 'sangoma' }));
  expect(await db('hotdesk_phones').where({ mac }).pluck('brand')).toEqual(['sangoma']);
  await server.client.releaseConnection(vanished);
}, 60_000);

test('slow queries of the admin API take no connection from the phones', async () => {
  const slow = onAll(admin, 12, 'SELECT SLEEP(1.5)');
  const order: string[] = [];
  await Promise.all([
    slow.then(() => order.push('admin')),
    onAll(db, 8, 'SELECT 1').then(() => order.push('phones')),
  ]);
  expect(order).toEqual(['phones', 'admin']);
}, 60_000);
