import type { Knex } from 'knex';
import * as settingsAndTemplates from './001-settings-and-templates';
import * as phonesAndTokens from './002-phones-and-tokens';
import * as sessions from './003-sessions';
import * as jobsAndLeases from './004-jobs-and-leases';
import * as auditAndKeys from './005-audit-and-keys';
import * as attemptsAndPins from './006-attempts-and-pins';

interface Migration {
  readonly name: string;
  up(db: Knex): Promise<void>;
  down(db: Knex): Promise<void>;
}

/**
 * Our tables, one file per subject. Times are epoch milliseconds of the service's clock, lists and maps are JSON text,
 * MACs are 12 hex digits. A released migration never changes; a change is a new file at the end.
 */
const MIGRATIONS: readonly Migration[] = [
  { name: '001-settings-and-templates', ...settingsAndTemplates },
  { name: '002-phones-and-tokens', ...phonesAndTokens },
  { name: '003-sessions', ...sessions },
  { name: '004-jobs-and-leases', ...jobsAndLeases },
  { name: '005-audit-and-keys', ...auditAndKeys },
  { name: '006-attempts-and-pins', ...attemptsAndPins },
];

/** Passes the list to knex, so that it does not scan a folder. */
export const migrationSource: Knex.MigrationSource<Migration> = {
  getMigrations: async () => [...MIGRATIONS],
  getMigrationName: (migration) => migration.name,
  getMigration: async (migration) => migration,
};
