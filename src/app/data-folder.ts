import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../config/config-error';
import { errorCode, errorText } from '../lib/errors';

/** What an admin wants to read. */
const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the quota is used up'],
  ['EROFS', 'the file system is read-only'],
  ['EACCES', 'the service has no permission'],
  ['EPERM', 'the service has no permission'],
  ['ENOTDIR', 'a part of the path is a file'],
  ['EISDIR', 'it is a folder'],
]);

/** Does something with a file of the data folder. @throws ConfigError: one sentence that names the file */
export function withDataFile<T>(file: string, done: 'read' | 'written' | 'removed', work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = errorCode(error) ?? '';
    const meaning = MEANINGS.get(code);
    const reason = meaning === undefined ? errorText(error) : `${meaning} (${code})`;
    throw new ConfigError(`${file} (in HOTDESK_DATA_DIR) cannot be ${done}: ${reason}.`, { cause: error });
  }
}

/**
 * Writes a file that only the service can read. `publish` gives it its name once it is on the disk completely, so that it is
 * never there in part. @throws ConfigError
 */
export function writeDataFile(file: string, text: string, publish: (unfinished: string) => void): void {
  withDataFile(file, 'written', () => {
    mkdirSync(path.dirname(file), { recursive: true });
    const unfinished = `${file}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      writeDurably(unfinished, text);
      publish(unfinished);
    } finally {
      rmSync(unfinished, { force: true });
    }
  });
}

function writeDurably(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
