import { errorCode } from '../lib/errors';

/** What says that the database is not there: codes of Node's sockets and of the MySQL protocol. */
const OUTAGES = new Set([
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
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
]);

/** The database cannot be reached, or has not been since the start. */
export class DatabaseUnreachable extends Error {
  constructor(cause?: unknown) {
    const reason = cause instanceof Error ? `: ${cause.message}` : '';
    super(`the database cannot be reached${reason}`, { cause });
    this.name = 'DatabaseUnreachable';
  }
}

/** Whether an error means that the database cannot be reached now, and a later try may succeed. */
export function isOutage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if (error instanceof DatabaseUnreachable) return true;
  if ('name' in error && error.name === 'KnexTimeoutError') return true;
  return OUTAGES.has(errorCode(error) ?? '');
}
