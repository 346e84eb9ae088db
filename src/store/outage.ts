import { errorCode, errorText } from '../lib/errors';
import { DatabaseError, NO_ANSWER, NO_FREE_CONNECTION, SILENT, STATEMENT_TIMEOUT } from './database-error';

/** Codes that mean that the database cannot be used now, from Node's sockets and the MySQL protocol. */
const OUTAGE_CODES = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'ENOTFOUND',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'PROTOCOL_CONNECTION_LOST',
  SILENT,
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  // It answers, and refuses changes: a demoted primary, a cluster's node without quorum, a full disk.
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
  'ER_UNKNOWN_COM_ERROR',
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
]);

/** Codes that mean that there was no answer in time, while others were answered: the database has too much to do. */
const LATE_CODES = new Set([NO_ANSWER, NO_FREE_CONNECTION, STATEMENT_TIMEOUT, 'ER_LOCK_WAIT_TIMEOUT']);

/** The database cannot be reached, or was never reached since the start. */
export class DatabaseUnreachable extends Error {
  constructor(cause?: unknown) {
    const reason = cause === undefined ? '' : `: ${errorText(cause)}`;
    super(`the database cannot be reached${reason}`, { cause });
    this.name = 'DatabaseUnreachable';
  }
}

/** Whether an error means that the database gives no answer now or refuses changes, so that a retry may succeed. */
export function isOutage(error: unknown): boolean {
  return isDatabaseDown(error) || isLate(error);
}

/** Whether an error means that the database cannot be reached, or refuses changes. */
export function isDatabaseDown(error: unknown): boolean {
  return error instanceof DatabaseUnreachable || OUTAGE_CODES.has(databaseCode(error) ?? '');
}

/** Whether there was no answer in time. Many requests can cause that, too. */
function isLate(error: unknown): boolean {
  return LATE_CODES.has(databaseCode(error) ?? '');
}

/** The code of an error, or of the database's error behind it. */
function databaseCode(error: unknown): string | null {
  if (error instanceof Error && error.cause instanceof DatabaseError) return error.cause.code;
  return errorCode(error);
}
