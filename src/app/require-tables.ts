import type { Knex } from 'knex';
import { ConfigError } from '../config/config-error';
import { doneMigrations, hasOurTables } from '../store/migrate';
import { isOlder, unknownMigrations } from '../store/upgrade-rows';

/** @throws ConfigError for a database that the service of this version has not used yet, or one of a newer version */
export async function requireTables(db: Knex): Promise<void> {
  const done = (await hasOurTables(db)) ? await doneMigrations(db) : [];
  if (unknownMigrations(done).length > 0)
    throw new ConfigError('The tables are those of a newer version of Hotdesk: use that version.');
  if (isOlder(done))
    throw new ConfigError(
      'The database has no tables of this version of Hotdesk: check HOTDESK_DATABASE_URL, and start the service once.',
    );
}
