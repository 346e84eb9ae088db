import { isNativeError } from 'node:util/types';

/**
 * The message of an error, or its code or name if it has none; any other thrown value as text. Not the message of an error
 * with SQL: database drivers put values into it, such as password hashes, and this text gets into logs.
 */
export function errorText(error: unknown): string {
  if (hasSql(error)) return `a statement of the database failed (${errorCode(error) ?? 'no code'})`;
  if (!(error instanceof Error || isNativeError(error))) return String(error);
  // A connect that failed at every address of a host name has a code and no message.
  return error.message || (errorCode(error) ?? error.name);
}

/** Where an error was thrown, for the log; undefined for an error with SQL, because a stack contains the message. */
export function errorStack(error: unknown): string | undefined {
  return (error instanceof Error || isNativeError(error)) && !hasSql(error) ? error.stack : undefined;
}

function hasSql(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'sql' in error && typeof error.sql === 'string';
}

/** The code of a failed system or library call, such as EACCES; null if there is none. */
export function errorCode(error: unknown): string | null {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : null;
}

/** The code of a failed call; without a code, its text. */
export function errorCodeOrText(error: unknown): string {
  return errorCode(error) ?? errorText(error);
}

/** Whether a file operation failed because the file or folder does not exist. */
export function isMissingFile(error: unknown): boolean {
  return errorCode(error) === 'ENOENT';
}

/** The same, or because a parent of the path is not a folder, so that nothing can exist at that path. */
export function isMissingPath(error: unknown): boolean {
  return isMissingFile(error) || errorCode(error) === 'ENOTDIR';
}
