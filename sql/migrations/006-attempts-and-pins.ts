import type { Knex } from 'knex';
import { createTable, dropTables } from './create-table';

/** Wrong passwords, and hot-desk PINs. */
export async function up(db: Knex): Promise<void> {
  // Failed logins per subject: an extension, a phone, an address.
  await createTable(db, 'hotdesk_attempts', (table) => {
    table.string('subject', 128).primary();
    table.integer('failures').notNullable();
    table.bigInteger('last_at').notNullable();
    table.index(['last_at']);
  });

  // Hot-desk PINs, hashed. A row replaces the voicemail PIN of its extension.
  await createTable(db, 'hotdesk_pins', (table) => {
    table.string('extension', 20).primary();
    table.string('hash', 255).notNullable();
    table.boolean('must_change').notNullable();
    table.bigInteger('changed_at').notNullable();
  });

  // Encrypted input of a PIN change that takes several pages, for two minutes.
  await createTable(db, 'hotdesk_pin_drafts', (table) => {
    table.string('id', 64).primary();
    // The address of the phone: each may hold only a few drafts.
    table.string('source', 64).notNullable();
    table.text('draft').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.index(['expires_at']);
    table.index(['source', 'expires_at']);
  });
}

export async function down(db: Knex): Promise<void> {
  await dropTables(db, ['hotdesk_pin_drafts', 'hotdesk_pins', 'hotdesk_attempts']);
}
