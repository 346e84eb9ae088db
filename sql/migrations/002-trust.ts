import type { Knex } from 'knex';
import { createTable, isMysql } from './create-table';

/** Attempts at passwords, PINs of one's own, named keys; when a token was last used; more room in the audit. */
export async function up(db: Knex): Promise<void> {
  await createTable(db, 'hotdesk_attempts', (table) => {
    table.string('subject', 128).primary();
    table.integer('failures').notNullable();
    table.bigInteger('last_at').notNullable();
    table.index(['last_at']);
  });

  await createTable(db, 'hotdesk_pins', (table) => {
    table.string('extension', 20).primary();
    table.string('hash', 255).notNullable();
    table.boolean('must_change').notNullable();
    table.bigInteger('changed_at').notNullable();
  });

  await createTable(db, 'hotdesk_keys', (table) => {
    table.string('id', 36).primary();
    table.string('name', 64).notNullable().unique();
    table.string('hash', 64).notNullable().unique();
    table.string('scopes', 64).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('last_used_at').nullable();
    table.bigInteger('revoked_at').nullable();
  });

  await db.schema.alterTable('hotdesk_tokens', (table) => {
    table.bigInteger('used_at').nullable();
    table.index(['used_at']);
  });

  await db.schema.alterTable('hotdesk_audit', (table) => {
    table.index(['extension', 'id']);
    table.index(['mac', 'id']);
  });
  // What a change was before and after it is longer than a text column of MySQL, and SQLite has only one kind.
  if (isMysql(db)) await db.raw('alter table hotdesk_audit modify details mediumtext not null');
}

export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable('hotdesk_audit', (table) => {
    table.dropIndex(['mac', 'id']);
    table.dropIndex(['extension', 'id']);
  });
  await db.schema.alterTable('hotdesk_tokens', (table) => {
    table.dropColumn('used_at');
  });
  for (const table of ['keys', 'pins', 'attempts']) await db.schema.dropTableIfExists(`hotdesk_${table}`);
}
