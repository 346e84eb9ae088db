import type { Knex } from 'knex';
import { connectDatabase, migrateDatabase } from '../../src/store/database';
import { isOutage } from '../../src/store/outage';
import { openSqlProxy, type SqlProxy, type StatementFate } from '../faults/sql-proxy';
import type { LabMariadb } from '../lab/mariadb';
import { shareMariadb } from '../lab/shared';
import { SILENT } from '../test-app';
import { FULL } from '../tier';

let mariadb: LabMariadb;
let proxy: SqlProxy;
beforeAll(async () => {
  mariadb = await shareMariadb();
  proxy = await openSqlProxy(mariadb);
}, 60_000);
afterAll(async () => {
  await proxy?.close();
  await mariadb?.stop();
});

/** Runs one start of the migrations, on connections of its own. */
async function migrate(database: string, port: number): Promise<void> {
  const { host, user, password } = mariadb;
  const db = connectDatabase({ kind: 'mysql', host, port, user, password, database }, SILENT);
  try {
    await migrateDatabase(db);
  } finally {
    await db.destroy();
  }
}

/** The tables as the server describes them. */
async function schemaOf(database: string): Promise<unknown> {
  const { host, port, user, password } = mariadb;
  const db = connectDatabase({ kind: 'mysql', host, port, user, password, database }, SILENT);
  const of = (table: string, schema: string, columns: string): Knex.QueryBuilder =>
    db(`information_schema.${table}`)
      .where({ [schema]: database })
      .select(columns.split(' '))
      .orderBy(columns.split(' '));
  try {
    return {
      columns: await of(
        'COLUMNS',
        'TABLE_SCHEMA',
        'TABLE_NAME ORDINAL_POSITION COLUMN_NAME COLUMN_TYPE IS_NULLABLE COLUMN_DEFAULT COLUMN_KEY EXTRA COLLATION_NAME',
      ),
      indexes: await of(
        'STATISTICS',
        'TABLE_SCHEMA',
        'TABLE_NAME INDEX_NAME SEQ_IN_INDEX COLUMN_NAME NON_UNIQUE',
      ),
      constraints: await of(
        'TABLE_CONSTRAINTS',
        'TABLE_SCHEMA',
        'TABLE_NAME CONSTRAINT_NAME CONSTRAINT_TYPE',
      ),
      migrations: await db('hotdesk_migrations').orderBy('id').pluck('name'),
    };
  } finally {
    await db.destroy();
  }
}

/** Whether a statement changes the tables or the list of the migrations. */
const isChange = (sql: string) => /^(alter|create|insert into `hotdesk_migrations`) /i.test(sql);

/** A statement without the time of the migration. */
const withoutTime = (sql: string) => sql.replace(/'\d{4}-[^']*'/, '');

/** What is cut before it arrives leaves the same tables as what was cut after the statement before it. */
const FATES: readonly StatementFate[] = FULL ? ['cut-before', 'cut-after'] : ['cut-after'];

test.each(FATES)(
  'starts that are all %s of a change get one change further each',
  async (fate) => {
    const whole = await mariadb.createDatabase(`whole_${fate.slice(4)}`);
    await migrate(whole, mariadb.port);
    const database = await mariadb.createDatabase(fate.replace('-', '_'));
    let cuts = 0;
    let last = '';
    for (let isWhole = false; !isWhole; ) {
      let cut = '';
      proxy.decide = (sql) => {
        // What the cut undid is made by the next start, which is cut at the change after it.
        if (cut !== '' || !isChange(sql) || withoutTime(sql) === last) return 'pass';
        cut = sql;
        return fate;
      };
      const lost = await migrate(database, proxy.port).then(
        () => null,
        (error: unknown) => error,
      );
      proxy.decide = null;
      isWhole = cut === '';
      expect([cuts, cut, String(lost), lost === null || isOutage(lost)]).toEqual([
        cuts,
        cut,
        String(lost),
        true,
      ]);
      last = withoutTime(cut);
      cuts += 1;
    }
    // Each table, each index, each row of the list of migrations.
    expect(cuts).toBeGreaterThan(30);
    expect(await schemaOf(database)).toEqual(await schemaOf(whole));
  },
  600_000,
);

test('a newer schema is one clear sentence', async () => {
  const database = await mariadb.createDatabase('newer');
  await migrate(database, mariadb.port);
  const db = connectDatabase({ kind: 'mysql', ...mariadb, database }, SILENT);
  await db('hotdesk_migrations').insert({
    name: '099-of-a-newer-version',
    batch: 9,
    migration_time: new Date(),
  });
  await db.destroy();
  await expect(migrate(database, mariadb.port)).rejects.toThrow(
    'a newer version of Hotdesk has changed the tables (099-of-a-newer-version); install that version again, or restore a backup from before the upgrade',
  );
});

test('a start with all tables writes nothing', async () => {
  const database = await mariadb.createDatabase('complete');
  await migrate(database, mariadb.port);
  const writes: string[] = [];
  proxy.decide = (sql) => {
    if (!/^(select|set session|set @)/i.test(sql)) writes.push(sql);
    return 'pass';
  };
  await migrate(database, proxy.port);
  proxy.decide = null;
  expect(writes).toEqual([]);
});
