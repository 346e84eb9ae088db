import type { Knex } from 'knex';

/** Webhooks wait among the jobs, and phones that have not read their logout are looked for by its time. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('hotdesk_jobs', (table) => {
    // What a webhook tells: the type of the event, when it happened, and what else is said of it.
    table.string('event', 32).nullable();
    table.bigInteger('event_at').nullable();
    table.string('event_why', 32).nullable();
  });
  await db.schema.alterTable('hotdesk_sessions', (table) => {
    table.index(['ended_at']);
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable('hotdesk_sessions', (table) => {
    table.dropIndex(['ended_at']);
  });
  await db.schema.alterTable('hotdesk_jobs', (table) => {
    for (const column of ['event', 'event_at', 'event_why']) table.dropColumn(column);
  });
}
