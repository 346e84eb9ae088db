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

/** Whether an error means that the database cannot be reached now, so that a retry may succeed. */
export function isOutage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if (error instanceof DatabaseUnreachable) return true;
  if ('name' in error && error.name === 'KnexTimeoutError') return true;
  return OUTAGE_CODES.has(errorCode(error) ?? '');
}
