import type { Knex } from 'knex';
import { createTable, dropTables, longText } from './create-table';

/** Which rows FreePBX had when it was last complete: what later counts are compared with. */
export async function up(db: Knex): Promise<void> {
  await createTable(db, 'hotdesk_census', (table) => {
    // There is one row, with the id 1.
    table.integer('id').primary();
    for (const part of ['users', 'devices', 'sip', 'mailboxes']) longText(db, table, part).notNullable();
    // Null while FreePBX is complete.
    table.bigInteger('incomplete_since').nullable();
  });
}

export async function down(db: Knex): Promise<void> {
  await dropTables(db, ['hotdesk_census']);
}
