import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { errorCode } from '../lib/errors';

const MAX_ATTEMPTS = 12;
/** The longest wait before the next attempt grows by this with each attempt. */
const BACKOFF_STEP_MS = 10;

/** Errors of MySQL/MariaDB and SQLite after which the same work can succeed, because another transaction was faster. */
const LOST_RACE_CODES = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_CHECKREAD',
  'ER_DUP_ENTRY',
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
]);

/** A wait for a lock takes seconds, so that it is not repeated as often as other lost races. */
const MAX_LOCK_WAITS = 2;

/** Runs the work in a transaction, and repeats all of it after a lost race. Errors: the work, or the last attempt. */
export function inTransaction<T>(db: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  return repeatLostRaces(() =>
    db.transaction(work, isMysqlDatabase(db) ? { isolationLevel: 'read committed' } : {}),
  );
}

/**
 * Repeats work that lost a race. Also a single statement loses one: it locks the row and then its index entries, a
 * transaction that finds the row by an index locks them the other way round, and the database ends the smaller of the two.
 */
export async function repeatLostRaces<T>(work: () => PromiseLike<T>): Promise<T> {
  let lockWaits = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (errorCode(error) === 'ER_LOCK_WAIT_TIMEOUT') lockWaits += 1;
      if (attempt === MAX_ATTEMPTS || lockWaits === MAX_LOCK_WAITS || !lostRace(error)) throw error;
      await sleep(Math.random() * BACKOFF_STEP_MS * attempt);
    }
  }
}

/** Whether a unique key or a lock caused the error. */
export function lostRace(error: unknown): boolean {
  return LOST_RACE_CODES.has(errorCode(error) ?? '');
}

export function isMysqlDatabase(db: Knex): boolean {
  return db.client.dialect === 'mysql';
}
