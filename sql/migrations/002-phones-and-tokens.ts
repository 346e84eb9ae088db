import type { Knex } from 'knex';
import { createTable, dropTables } from './create-table';

/** The phones. */
export async function up(db: Knex): Promise<void> {
  // Phones that asked for a config or that an admin added. The seen_ columns are of the
  // last recorded fetch, which may be unproven while nobody is logged in.
  await createTable(db, 'hotdesk_phones', (table) => {
    table.string('mac', 12).primary();
    table.string('brand', 32).notNullable();
    table.string('model', 32).nullable();
    table.string('firmware', 64).nullable();
    table.string('label', 64).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('seen_at').nullable();
    table.string('seen_address', 45).nullable();
    // The hash of the link of a phone that an admin added.
    table.string('link_token_id', 64).nullable().unique();
    table.boolean('link_used').notNullable().defaultTo(false);
    table.index(['seen_address']);
  });
}

export async function down(db: Knex): Promise<void> {
  await dropTables(db, ['hotdesk_phones']);
}
