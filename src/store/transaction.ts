import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { errorCode } from '../lib/errors';

const ATTEMPTS = 12;
/** How long the loser of a race waits before the next attempt, at most, in milliseconds for each attempt so far. */
const STEP_BACK_MS = 10;

/** MySQL/MariaDB and SQLite, each in its own words: somebody else was faster, the same work may succeed now. */
const RACES = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_CHECKREAD',
  'ER_DUP_ENTRY',
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
  'SQLITE_BUSY',
]);

/** Runs the work in a transaction, and again from its start when it lost a race. */
export async function inTransaction<T>(db: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(work, isMysqlDatabase(db) ? { isolationLevel: 'read committed' } : {});
    } catch (error) {
      if (attempt === ATTEMPTS || !lostRace(error)) throw error;
      await sleep(Math.random() * STEP_BACK_MS * attempt);
    }
  }
}

/** Whether a unique key or a lock stood in the way. */
export function lostRace(error: unknown): boolean {
  return RACES.has(errorCode(error) ?? '');
}

export function isMysqlDatabase(db: Knex): boolean {
  return db.client.config.client === 'mysql2';
}
