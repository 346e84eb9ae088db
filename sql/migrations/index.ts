import type { Knex } from 'knex';
import * as settingsAndTemplates from './001-settings-and-templates';
import * as phonesAndTokens from './002-phones-and-tokens';
import * as sessions from './003-sessions';
import * as jobsAndLeases from './004-jobs-and-leases';
import * as auditAndKeys from './005-audit-and-keys';
import * as attemptsAndPins from './006-attempts-and-pins';
import * as census from './007-census';

export interface Migration {
  readonly name: string;
  up(db: Knex): Promise<void>;
  down(db: Knex): Promise<void>;
}

/**
 * Our tables, one file per subject. Times are epoch milliseconds of the service's clock, lists and maps are JSON text,
 * MACs are 12 hex digits. A released migration never changes; a change is a new file at the end. Each can be repeated after
 * an interruption: it does what is not there yet.
 */
export const MIGRATIONS: readonly Migration[] = [
  { name: '001-settings-and-templates', ...settingsAndTemplates },
  { name: '002-phones-and-tokens', ...phonesAndTokens },
  { name: '003-sessions', ...sessions },
  { name: '004-jobs-and-leases', ...jobsAndLeases },
  { name: '005-audit-and-keys', ...auditAndKeys },
  { name: '006-attempts-and-pins', ...attemptsAndPins },
  { name: '007-census', ...census },
];
