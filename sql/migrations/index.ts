import type { Knex } from 'knex';
import * as first from './001-first-tables';
import * as trust from './002-trust';
import * as trueSessions from './003-true-sessions';
import * as webhooks from './004-webhooks';
import * as pinDrafts from './005-pin-drafts';
import * as retention from './006-retention';

interface Migration {
  readonly name: string;
  up(db: Knex): Promise<void>;
  down(db: Knex): Promise<void>;
}

/** Our tables' history. A migration that has been released never changes; a change is a new one at the end. */
const MIGRATIONS: readonly Migration[] = [
  { name: '001-first-tables', ...first },
  { name: '002-trust', ...trust },
  { name: '003-true-sessions', ...trueSessions },
  { name: '004-webhooks', ...webhooks },
  { name: '005-pin-drafts', ...pinDrafts },
  { name: '006-retention', ...retention },
];

/** Hands the list to knex, so that nothing is looked up on the disk. */
export const migrationSource: Knex.MigrationSource<Migration> = {
  getMigrations: async () => [...MIGRATIONS],
  getMigrationName: (migration) => migration.name,
  getMigration: async (migration) => migration,
};
