import type { Knex } from 'knex';

/** Makes one of our tables. */
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

export function isMysql(db: Knex): boolean {
  return db.client.config.client === 'mysql2';
}
