import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { hashOfKey } from '../admin/keys/key-text';
import { isMissingFile } from '../lib/errors';
import { writeDurably } from './token-key';

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
    write(key) {
      mkdirSync(dataDir, { recursive: true });
      const unfinished = `${file}.${randomBytes(4).toString('hex')}.tmp`;
      try {
        writeDurably(unfinished, `${key}\n`);
        renameSync(unfinished, file);
      } finally {
        rmSync(unfinished, { force: true });
      }
    },
    hash() {
      try {
        return hashOfKey(readFileSync(file, 'utf8').trim());
      } catch (error) {
        if (isMissingFile(error)) return null;
        throw error;
      }
    },
    remove: () => rmSync(file, { force: true }),
  };
}
