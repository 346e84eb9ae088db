import type { Knex } from 'knex';
import { createTable, dropTables } from './create-table';

/** The outbox, and which instance processes it. */
export async function up(db: Knex): Promise<void> {
  // Work outside the database, written in the transaction that decided it. A row goes when its job is done.
  await createTable(db, 'hotdesk_jobs', (table) => {
    table.bigIncrements('id');
    table.string('mac', 12).notNullable();
    table.string('session_id', 36).notNullable();
    table.string('kind', 32).notNullable();
    // When it is due next, and when it was first due: a retry moves only the former.
    table.bigInteger('due_at').notNullable();
    table.bigInteger('first_due_at').notNullable();
    table.integer('attempts').notNullable();
    table.text('last_error').nullable();
    // Only for webhooks: the type of the event, when it happened, and its reason.
    table.string('event', 32).nullable();
    table.bigInteger('event_at').nullable();
    table.string('event_reason', 32).nullable();
    table.index(['mac', 'id']);
    table.index(['kind', 'due_at']);
    table.index(['session_id']);
  });

  // Tasks that one instance at a time may do. `until` is by the clock of the database, which all instances share.
  await createTable(db, 'hotdesk_leases', (table) => {
    table.string('name', 32).primary();
    table.string('holder', 36).notNullable();
    table.bigInteger('until').notNullable();
  });
}

export async function down(db: Knex): Promise<void> {
  await dropTables(db, ['hotdesk_leases', 'hotdesk_jobs']);
}
