import { errorCode } from '../lib/errors';

/** Our own codes, for what the driver has none. */
export const NO_ANSWER = 'NO_ANSWER';
export const NO_FREE_CONNECTION = 'NO_FREE_CONNECTION';
/** Nobody was answered in time: see silence.ts. */
export const SILENT = 'DATABASE_SILENT';
/** MariaDB ended a statement; our name for its number, which the driver does not know. */
export const STATEMENT_TIMEOUT = 'ER_STATEMENT_TIMEOUT';
const CONNECTION_LOST = 'PROTOCOL_CONNECTION_LOST';
const DISK_FULL = 'ER_DISK_FULL';

/** What an admin wants to read. */
const MEANINGS: ReadonlyMap<string, string> = new Map([
  [NO_ANSWER, 'the database did not answer in time'],
  [NO_FREE_CONNECTION, 'no connection to the database became free in time'],
  [SILENT, 'the database does not answer anybody'],
  [CONNECTION_LOST, 'the connection to the database was lost'],
  ['ECONNRESET', 'the connection to the database was lost'],
  [STATEMENT_TIMEOUT, 'the database ended a slow statement'],
  ['ER_OPTION_PREVENTS_STATEMENT', 'the database is read-only'],
  ['ER_READ_ONLY_MODE', 'the database is read-only'],
  ['ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION', 'the database is read-only'],
  ['ER_UNKNOWN_COM_ERROR', 'the node of the database cluster has no quorum or is not ready'],
  [DISK_FULL, 'the disk of the database is full'],
  ['ER_RECORD_FILE_FULL', 'a table, or the disk of the database, is full'],
]);

/** MariaDB's own errors, which the driver does not know by name. */
const OF_MARIADB: ReadonlyMap<unknown, string> = new Map([
  [1927, CONNECTION_LOST],
  [1969, STATEMENT_TIMEOUT],
]);

/** The storage engine passes on that the system found no space (ENOSPC is 28). */
const NO_SPACE = /\b(?:error|errno|errcode):? 28\b/i;

/**
 * A statement failed. Unlike the errors of the drivers it contains no SQL and no value: these can be passwords, hashes or
 * tokens, and errors get into logs.
 */
export class DatabaseError extends Error {
  constructor(
    readonly code: string,
    sql: string,
  ) {
    super(`${MEANINGS.get(code) ?? 'the database refused a statement'} (${code}, ${verbAndTable(sql)})`);
    this.name = 'DatabaseError';
  }
}

/** Drops the driver's message, because the driver and knex put the values of the statement into it. */
export function toDatabaseError(error: unknown, sql: string): DatabaseError {
  return new DatabaseError(codeOf(error), sql);
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'no code';
  if ('sqlMessage' in error && NO_SPACE.test(String(error.sqlMessage))) return DISK_FULL;
  const code = ('errno' in error ? OF_MARIADB.get(error.errno) : undefined) ?? errorCode(error);
  if (code !== null) return code;
  // The driver gives no code when a statement meets a closed connection, such as the ROLLBACK after a lost one.
  return 'fatal' in error && error.fatal === true ? CONNECTION_LOST : 'no code';
}

const TABLE = /\b(?:from|into|update|table|join)\s+[`"]([a-z0-9_]+)[`"]/i;

/** Such as `insert hotdesk_settings`. */
function verbAndTable(sql: string): string {
  const verb = /^\W*([a-z]+)/i.exec(sql)?.[1]?.toLowerCase() ?? 'statement';
  const table = TABLE.exec(sql)?.[1];
  return table === undefined ? verb : `${verb} ${table}`;
}
