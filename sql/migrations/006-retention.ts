import type { Knex } from 'knex';
import { createTable } from './create-table';

/** The tokens of sessions that were purged. A token is never given twice, also when nothing else is left of its session. */
export async function up(db: Knex): Promise<void> {
  await createTable(db, 'hotdesk_spent_tokens', (table) => {
    table.string('id', 64).primary();
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists('hotdesk_spent_tokens');
}
