import type { Knex } from 'knex';
import { createTable, dropTables } from './create-table';

/** The phones, and the tokens in their URLs. */
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
    table.string('seen_token_id', 64).nullable();
    // The token of the link of a phone that an admin added.
    table.string('link_token_id', 64).nullable();
  });

  // Page tokens, session tokens and links, by their hash. Expired ones are removed.
  await createTable(db, 'hotdesk_tokens', (table) => {
    table.string('id', 64).primary();
    table.string('mac', 12).notNullable();
    table.string('address', 45).notNullable();
    table.string('nonce', 128).notNullable();
    table.bigInteger('created_at').notNullable();
    // When a phone last used it; NULL: never.
    table.bigInteger('used_at').nullable();
    table.index(['mac', 'address', 'created_at']);
    table.index(['used_at']);
  });

  // Tokens of sessions that the retention removed: no session gets a token that another one had.
  await createTable(db, 'hotdesk_spent_tokens', (table) => {
    table.string('id', 64).primary();
  });
}

export async function down(db: Knex): Promise<void> {
  await dropTables(db, ['hotdesk_spent_tokens', 'hotdesk_tokens', 'hotdesk_phones']);
}
