import { isNativeError } from 'node:util/types';

/** What can be told of a thrown value, which may be anything. */

/** The message of an error; anything else as text. */
export function errorText(error: unknown): string {
  return error instanceof Error || isNativeError(error) ? error.message : String(error);
}

/** The code of a failed call of the system or of a library, such as EACCES; null where there is none. */
export function errorCode(error: unknown): string | null {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : null;
}

/** The code of a failed call; where it has none, what was thrown as text. */
export function errorCodeOrText(error: unknown): string {
  return errorCode(error) ?? String(error);
}

/** Whether a file operation failed because there is no such file or folder. */
export function isMissingFile(error: unknown): boolean {
  return errorCode(error) === 'ENOENT';
}

/** The same, or because what should be a folder on the way there is none: nothing can be at that path. */
export function isMissingPath(error: unknown): boolean {
  return isMissingFile(error) || errorCode(error) === 'ENOTDIR';
}
