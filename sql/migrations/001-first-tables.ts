import type { Knex } from 'knex';
import { createTable } from './create-table';

/** Times are epoch milliseconds from the service's clock; lists and maps are JSON text; MACs are 12 hex digits. */
export async function up(db: Knex): Promise<void> {
  await createTable(db, 'hotdesk_settings', (table) => {
    table.string('name', 64).primary();
    table.text('value').notNullable();
  });

  await createTable(db, 'hotdesk_templates', (table) => {
    table.increments('id');
    table.string('brand', 32).notNullable();
    table.string('name', 64).notNullable();
    // Holds the brand when this is its default template: so the database allows one a brand.
    table.string('default_of', 32).nullable().unique();
    table.text('settings').notNullable();
    table.text('keys').notNullable();
    table.text('overrides').notNullable();
    table.unique(['brand', 'name']);
  });

  await createTable(db, 'hotdesk_mappings', (table) => {
    table.increments('id');
    table.string('extension', 20).notNullable();
    table.string('brand', 32).notNullable();
    table.integer('template_id').unsigned().notNullable().references('id').inTable('hotdesk_templates');
    // Empty means any: NULLs would not count for the unique key.
    table.string('model', 32).notNullable();
    table.string('mac', 12).notNullable();
    table.text('overrides').notNullable();
    table.unique(['extension', 'brand', 'model', 'mac']);
  });

  await createTable(db, 'hotdesk_tokens', (table) => {
    table.string('id', 64).primary();
    table.string('mac', 12).notNullable();
    table.string('address', 45).notNullable();
    table.string('nonce', 128).notNullable();
    table.bigInteger('created_at').notNullable();
    table.index(['mac', 'address', 'created_at']);
  });

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
    table.string('link_token_id', 64).nullable();
  });

  await createTable(db, 'hotdesk_sessions', (table) => {
    table.string('id', 36).primary();
    table.string('extension', 20).notNullable();
    table.string('endpoint', 64).notNullable();
    table.string('technology', 8).notNullable();
    table.string('mac', 12).notNullable();
    table.string('via', 8).notNullable();
    table.string('state', 16).notNullable();
    table.string('allowed_by', 16).notNullable();
    table.string('token_id', 64).notNullable();
    table.string('login_address', 45).nullable();
    table.boolean('address_is_proof').notNullable();
    table.string('phone_address', 45).nullable();
    table.string('contact_uri', 255).nullable();
    table.bigInteger('requested_at').notNullable();
    table.bigInteger('provisioned_at').nullable();
    table.bigInteger('verified_at').nullable();
    table.bigInteger('ended_at').nullable();
    table.string('end_reason', 16).nullable();
    // Set while the session runs, NULL afterwards: so the database allows one session a phone and an extension.
    table.string('active_mac', 12).nullable().unique();
    table.string('active_extension', 20).nullable().unique();
    table.index(['mac', 'requested_at']);
    table.index(['endpoint', 'phone_address', 'ended_at']);
    table.index(['token_id']);
  });

  await createTable(db, 'hotdesk_jobs', (table) => {
    table.bigIncrements('id');
    table.string('mac', 12).notNullable();
    table.string('session_id', 36).notNullable();
    table.string('kind', 32).notNullable();
    table.bigInteger('due_at').notNullable();
    table.integer('attempts').notNullable();
    table.text('last_error').nullable();
    table.index(['mac', 'id']);
    table.index(['session_id']);
  });

  await createTable(db, 'hotdesk_audit', (table) => {
    table.bigIncrements('id');
    table.bigInteger('at').notNullable();
    table.string('actor', 64).notNullable();
    table.string('action', 32).notNullable();
    table.string('mac', 12).nullable();
    table.string('extension', 20).nullable();
    table.string('address', 45).nullable();
    table.text('details').notNullable();
    table.index(['at']);
  });
}

export async function down(db: Knex): Promise<void> {
  const tables = ['audit', 'jobs', 'sessions', 'phones', 'tokens', 'mappings', 'templates', 'settings'];
  for (const table of tables) await db.schema.dropTableIfExists(`hotdesk_${table}`);
}
