import type { Knex } from 'knex';
import { createTable, dropTables } from './create-table';

/** What an admin sets up. */
export async function up(db: Knex): Promise<void> {
  // Settings that an admin changed, each value as JSON; the others have their default.
  await createTable(db, 'hotdesk_settings', (table) => {
    table.string('name', 64).primary();
    table.text('value').notNullable();
  });

  // Settings, keys and overrides for the phones of one brand.
  await createTable(db, 'hotdesk_templates', (table) => {
    table.increments('id');
    table.string('brand', 32).notNullable();
    table.string('name', 64).notNullable();
    // The brand if this is its default template, else NULL: the unique key allows one default per brand.
    table.string('default_of', 32).nullable().unique();
    table.text('settings').notNullable();
    table.text('keys').notNullable();
    table.text('overrides').notNullable();
    table.unique(['brand', 'name']);
  });

  // Which template an extension gets on a brand, optionally only for one model or one phone.
  await createTable(db, 'hotdesk_mappings', (table) => {
    table.increments('id');
    table.string('extension', 20).notNullable();
    table.string('brand', 32).notNullable();
    table.integer('template_id').unsigned().notNullable().references('id').inTable('hotdesk_templates');
    // An empty string means any. A unique key ignores rows with NULL.
    table.string('model', 32).notNullable();
    table.string('mac', 12).notNullable();
    table.text('overrides').notNullable();
    table.unique(['extension', 'brand', 'model', 'mac']);
  });
}

export async function down(db: Knex): Promise<void> {
  await dropTables(db, ['hotdesk_mappings', 'hotdesk_templates', 'hotdesk_settings']);
}
