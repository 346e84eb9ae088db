import type { Knex } from 'knex';
import { connectDatabase, migrateDatabase } from '../../src/store/database';

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The migrated tables as one SQL script, made by the first database of a suite. */
let script: Promise<string> | null = null;

/**
 * Opens a new in-memory SQLite database with our tables. Migrations run once per suite; further databases execute their
 * result as one script, in a fifth of the time.
 */
export async function openTestDatabase(): Promise<Knex> {
  const db = connectDatabase({ kind: 'sqlite', file: ':memory:' }, SILENT);
  if (script) {
    await executeScript(db, await script);
    return db;
  }
  script = migrateDatabase(db).then(() => dumpDatabase(db));
  await script;
  return db;
}

/** The tables in order of creation, their rows, then the indexes, as SQL. */
async function dumpDatabase(db: Knex): Promise<string> {
  const objects: { type: string; name: string; sql: string }[] = await db('sqlite_master')
    .whereNotNull('sql')
    .whereNot('name', 'like', 'sqlite_%')
    .orderBy('rowid')
    .select('type', 'name', 'sql');
  const tables = objects.filter(({ type }) => type === 'table');
  const others = objects.filter(({ type }) => type !== 'table');
  const rows: string[] = [];
  for (const { name } of tables) for (const row of await db(name)) rows.push(db(name).insert(row).toQuery());
  return [...tables.map(({ sql }) => sql), ...rows, ...others.map(({ sql }) => sql)].join(';\n');
}

/** Uses a connection of the pool, because knex itself runs one statement per call. */
async function executeScript(db: Knex, sql: string): Promise<void> {
  const connection = await db.client.acquireConnection();
  try {
    connection.exec(sql);
  } finally {
    db.client.releaseConnection(connection);
  }
}
