import type { Knex } from 'knex';

/**
 * Creates one of our tables with its indexes, as far as they are not there. MySQL makes each index a statement of its own,
 * and commits each statement: an interrupted migration leaves some of them.
 */
export async function createTable(
  db: Knex,
  name: string,
  define: (table: Knex.CreateTableBuilder) => void,
): Promise<void> {
  const creation = db.schema.createTable(name, (table) => {
    if (isMysql(db)) {
      // MACs, tokens and extensions are compared byte for byte.
      table.charset('utf8mb4');
      table.collate('utf8mb4_bin');
      table.engine('InnoDB');
    }
    define(table);
  });
  for (const { sql } of statementsOf(creation)) if (!(await isThere(db, name, sql))) await db.raw(sql);
}

/** Drops tables in this order: a table comes before those that it refers to. */
export async function dropTables(db: Knex, names: readonly string[]): Promise<void> {
  for (const name of names) await db.schema.dropTableIfExists(name);
}

/** A text of up to 16 MB. SQLite's text has no limit. */
export function longText(db: Knex, table: Knex.CreateTableBuilder, name: string): Knex.ColumnBuilder {
  return isMysql(db) ? table.specificType(name, 'mediumtext') : table.text(name);
}

function isMysql(db: Knex): boolean {
  return db.client.dialect === 'mysql';
}

function statementsOf(creation: Knex.SchemaBuilder): readonly { readonly sql: string }[] {
  return [creation.toSQL()].flat();
}

const CREATES_TABLE = /^create table /i;
const ADDS_INDEX = /^alter table \S+ add (?:unique|index) `(?<name>\w+)`/i;
const ADDS_CONSTRAINT = /^alter table \S+ add constraint `(?<name>\w+)`/i;

/** Whether the table, index or constraint exists that the statement creates. SQLite undoes an interrupted migration. */
async function isThere(db: Knex, table: string, sql: string): Promise<boolean> {
  if (CREATES_TABLE.test(sql)) return db.schema.hasTable(table);
  if (!isMysql(db)) return false;
  const index = ADDS_INDEX.exec(sql)?.groups?.name;
  const constraint = ADDS_CONSTRAINT.exec(sql)?.groups?.name;
  const name = index ?? constraint;
  if (name === undefined) throw new Error(`this statement of a migration cannot be repeated: ${sql}`);
  const [kind, column] = index ? ['STATISTICS', 'INDEX_NAME'] : ['TABLE_CONSTRAINTS', 'CONSTRAINT_NAME'];
  const found = db(`information_schema.${kind}`).where({ TABLE_NAME: table, [column]: name });
  return (await found.whereRaw('TABLE_SCHEMA = DATABASE()').first('TABLE_NAME')) !== undefined;
}
