import { readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { hashOfKey } from '../admin/keys/key-text';
import { isMissingFile } from '../lib/errors';
import { withDataFile, writeDataFile } from './data-folder';

const FIRST_KEY_FILE = 'first.key';

/** The file with the admin key that the first start creates. Only the service's user may read it. */
export interface FirstKeyFile {
  readonly path: string;
  write(key: string): void;
  /** The hash of the key in the file; null when there is none. */
  hash(): string | null;
  remove(): void;
}

export function createFirstKeyFile(dataDir: string): FirstKeyFile {
  const file = path.resolve(dataDir, FIRST_KEY_FILE);
  return {
    path: file,
    write: (key) => writeDataFile(file, `${key}\n`, (unfinished) => renameSync(unfinished, file)),
    hash: () => withDataFile(file, 'read', () => hashIn(file)),
    remove: () => withDataFile(file, 'removed', () => rmSync(file, { force: true })),
  };
}

function hashIn(file: string): string | null {
  try {
    return hashOfKey(readFileSync(file, 'utf8').trim());
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw error;
  }
}
