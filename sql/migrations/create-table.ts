import type { Knex } from 'knex';

/** Creates one of our tables. */
export function createTable(
  db: Knex,
  name: string,
  define: (table: Knex.CreateTableBuilder) => void,
): Promise<void> {
  return db.schema.createTable(name, (table) => {
    if (isMysql(db)) {
      // MACs, tokens and extensions are compared byte for byte.
      table.charset('utf8mb4');
      table.collate('utf8mb4_bin');
      table.engine('InnoDB');
    }
    define(table);
  });
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
  return db.client.config.client === 'mysql2';
}
