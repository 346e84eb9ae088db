import type { Knex } from 'knex';
import { createTable, isMysql } from './create-table';

/** How far a session's phone has been told, what it was served last, and which instance works for all. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('hotdesk_sessions', (table) => {
    // When the phone was last told, by how many of its brand's ways, and when we gave up.
    table.bigInteger('notified_at').nullable();
    table.integer('escalation_level').notNullable().defaultTo(0);
    table.bigInteger('unverified_at').nullable();
    // The SHA-256 of the config that it fetched last, and of the one that it was last told of.
    table.string('delivered_hash', 64).nullable();
    table.string('notified_hash', 64).nullable();
    table.index(['requested_at']);
  });

  // There are longer reasons now; SQLite has no limit.
  if (isMysql(db)) await db.raw('alter table hotdesk_sessions modify end_reason varchar(32) null');

  await createTable(db, 'hotdesk_leases', (table) => {
    table.string('name', 32).primary();
    table.string('holder', 36).notNullable();
    // By the clock of the database, which all instances share.
    table.bigInteger('until').notNullable();
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists('hotdesk_leases');
  await db.schema.alterTable('hotdesk_sessions', (table) => {
    table.dropIndex(['requested_at']);
    for (const column of [
      'notified_at',
      'escalation_level',
      'unverified_at',
      'delivered_hash',
      'notified_hash',
    ])
      table.dropColumn(column);
  });
}
