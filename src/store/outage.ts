import { errorCode } from '../lib/errors';

/** Codes that mean that the database cannot be reached, from Node's sockets and the MySQL protocol. */
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
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
]);

/** The database cannot be reached, or was never reached since the start. */
export class DatabaseUnreachable extends Error {
  constructor(cause?: unknown) {
    const reason = cause instanceof Error ? `: ${cause.message}` : '';
    super(`the database cannot be reached${reason}`, { cause });
    this.name = 'DatabaseUnreachable';
  }
}

/** Whether an error means that the database gives no answer now, so that a retry may succeed. */
export function isOutage(error: unknown): boolean {
  return isDatabaseDown(error) || isOverload(error);
}

/** Whether an error means that the database cannot be reached. */
export function isDatabaseDown(error: unknown): boolean {
  return error instanceof DatabaseUnreachable || OUTAGE_CODES.has(errorCode(error) ?? '');
}

/** Whether no connection to the database became free in time: many requests can cause that, too. */
function isOverload(error: unknown): boolean {
  return error instanceof Error && error.name === 'KnexTimeoutError';
}
