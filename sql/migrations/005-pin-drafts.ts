import type { Knex } from 'knex';
import { createTable } from './create-table';

/** What was typed on earlier pages of a PIN change, encrypted, for two minutes. */
export async function up(db: Knex): Promise<void> {
  await createTable(db, 'hotdesk_pin_drafts', (table) => {
    table.string('id', 64).primary();
    // Where the phone asks from: each source may keep only so many.
    table.string('source', 64).notNullable();
    table.text('draft').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.index(['expires_at']);
    table.index(['source', 'expires_at']);
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists('hotdesk_pin_drafts');
}
