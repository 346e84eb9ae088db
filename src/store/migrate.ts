import { type Knex, knex } from 'knex';
import { MIGRATIONS, type Migration } from '../../sql/migrations';
import { createTable } from '../../sql/migrations/create-table';
import { createMysqlClient } from './mysql-client';
import { isMysqlDatabase } from './transaction';

/** The list of the migrations that were done. */
const TABLE = 'hotdesk_migrations';
/** Changing a big table takes its time. */
const STATEMENT_LIMIT_MS = 3_600_000;

export interface MigrationLimits {
  /** How long to wait while another instance migrates, in seconds. */
  readonly waitSeconds: number;
  /** An instance that holds the lock and sends nothing for this long is gone, in seconds. */
  readonly goneSeconds: number;
}

const LIMITS: MigrationLimits = { waitSeconds: 60, goneSeconds: 20 };
const ASK_EVERY_SECONDS = 2;
const LOCK = "CONCAT(DATABASE(), '.hotdesk')";

/**
 * Migrates our own tables (hotdesk_*) to this version, one instance at a time. Never touches FreePBX's tables. Where
 * nothing is missing it writes nothing, so that a read-only database does not stop a start. MariaDB commits each change of
 * a table by itself: after an interruption the next call does what is missing. Errors: the database, tables of a newer
 * version, or another instance that holds the lock for a minute.
 */
export async function migrateDatabase(db: Knex, limits = LIMITS): Promise<void> {
  if ((await missingMigrations(db)).length === 0) return;
  if (!isMysqlDatabase(db)) return db.transaction(runMissing);
  await withoutHurry(db, (unhurried) =>
    // All on the connection that holds the lock: it ends with the instance, and is never silent for long before.
    unhurried.transaction(async (trx) => {
      await takeLock(trx, limits);
      await runMissing(trx);
      await trx.raw(`SELECT RELEASE_LOCK(${LOCK})`);
    }),
  );
}

/** Gives work a connection whose statements may take an hour. */
export async function withoutHurry<T>(db: Knex, work: (unhurried: Knex) => Promise<T>): Promise<T> {
  if (!isMysqlDatabase(db)) return work(db);
  const unhurried = knex({
    ...db.client.config,
    client: createMysqlClient({ statementLimitMs: STATEMENT_LIMIT_MS, limitsOnServer: false }),
    pool: { min: 0, max: 1 },
  });
  try {
    return await work(unhurried);
  } finally {
    await unhurried.destroy();
  }
}

/** Whether the service has ever used this database. */
export function hasOurTables(db: Knex): Promise<boolean> {
  return db.schema.hasTable(TABLE);
}

/** The names of the migrations that were done, in their order. */
export function doneMigrations(db: Knex): Promise<string[]> {
  return db(TABLE).orderBy('id').pluck('name');
}

async function runMissing(trx: Knex.Transaction): Promise<void> {
  await createTable(trx, TABLE, (table) => {
    table.increments('id');
    table.string('name', 255);
    table.integer('batch');
    table.timestamp('migration_time');
  });
  for (const { name, up } of await missingMigrations(trx)) {
    await up(trx);
    await trx(TABLE).insert({ name, batch: 1, migration_time: new Date() });
    // MariaDB commits the next change of a table by itself, but a start that is cut before that would lose this.
    if (isMysqlDatabase(trx)) await trx.raw('COMMIT');
  }
}

async function missingMigrations(db: Knex): Promise<readonly Migration[]> {
  const done = (await hasOurTables(db)) ? await doneMigrations(db) : [];
  const unknown = done.filter((name) => !MIGRATIONS.some((migration) => migration.name === name));
  if (unknown.length > 0)
    throw new Error(
      `a newer version of Hotdesk has changed the tables (${unknown.join(', ')}); ` +
        'install that version again, or restore a backup from before the upgrade',
    );
  return MIGRATIONS.filter(({ name }) => !done.includes(name));
}

async function takeLock(trx: Knex.Transaction, { waitSeconds, goneSeconds }: MigrationLimits): Promise<void> {
  for (let waited = 0; ; waited += ASK_EVERY_SECONDS) {
    const [[row]] = await trx.raw(`SELECT GET_LOCK(${LOCK}, ?) AS got`, [ASK_EVERY_SECONDS]);
    if (row?.got === 1) return;
    if (waited >= waitSeconds)
      throw new Error(`another instance has been migrating the tables for ${waitSeconds} seconds`);
    await endGoneHolder(trx, goneSeconds);
  }
}

/** The server keeps the connection of a machine that lost its power, and with it the lock, for hours. */
async function endGoneHolder(trx: Knex.Transaction, goneSeconds: number): Promise<void> {
  const [[holder]] = await trx.raw(
    `SELECT ID AS id FROM information_schema.PROCESSLIST WHERE ID = IS_USED_LOCK(${LOCK}) AND COMMAND = 'Sleep' AND TIME >= ?`,
    [goneSeconds],
  );
  // A holder that comes back after all finds its connection ended, and changes nothing more.
  if (holder) await trx.raw('KILL ?', [holder.id]);
}
