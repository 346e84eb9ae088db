import { isNativeError } from 'node:util/types';

/** The message of an error; any other thrown value as text. */
export function errorText(error: unknown): string {
  return error instanceof Error || isNativeError(error) ? error.message : String(error);
}

/** The code of a failed system or library call, such as EACCES; null if there is none. */
export function errorCode(error: unknown): string | null {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : null;
}

/** The code of a failed call; without a code, the thrown value as text. */
export function errorCodeOrText(error: unknown): string {
  return errorCode(error) ?? String(error);
}

/** Whether a file operation failed because the file or folder does not exist. */
export function isMissingFile(error: unknown): boolean {
  return errorCode(error) === 'ENOENT';
}

/** The same, or because a parent of the path is not a folder, so that nothing can exist at that path. */
export function isMissingPath(error: unknown): boolean {
  return isMissingFile(error) || errorCode(error) === 'ENOTDIR';
}
