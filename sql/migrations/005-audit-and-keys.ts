import type { Knex } from 'knex';
import { createTable, dropTables, longText } from './create-table';

/** What was done, and who may use the admin API. */
export async function up(db: Knex): Promise<void> {
  // Written in the transaction of the change. Nothing updates an entry; only the retention removes it.
  await createTable(db, 'hotdesk_audit', (table) => {
    table.bigIncrements('id');
    table.bigInteger('at').notNullable();
    table.string('actor', 64).notNullable();
    table.string('action', 32).notNullable();
    table.string('mac', 12).nullable();
    table.string('extension', 20).nullable();
    table.string('address', 45).nullable();
    // JSON. The values before and after a change can exceed the 64 KB of a MySQL text column.
    longText(db, table, 'details').notNullable();
    table.index(['at']);
    table.index(['extension', 'id']);
    table.index(['mac', 'id']);
    table.index(['actor', 'id']);
    table.index(['action', 'id']);
  });

  // API keys, by their SHA-256.
  await createTable(db, 'hotdesk_keys', (table) => {
    table.string('id', 36).primary();
    table.string('name', 64).notNullable().unique();
    table.string('hash', 64).notNullable().unique();
    table.string('scopes', 64).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('last_used_at').nullable();
    table.bigInteger('revoked_at').nullable();
  });
}

export async function down(db: Knex): Promise<void> {
  await dropTables(db, ['hotdesk_keys', 'hotdesk_audit']);
}
