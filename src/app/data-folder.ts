import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lchownSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
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

/** How an error says where a file is: the setting behind it. */
export type DataFilePlace = 'in HOTDESK_DATA_DIR' | 'HOTDESK_ENV_FILE';

/** Does something with a file of the data folder. @throws ConfigError: one sentence that names the file */
export function withDataFile<T>(
  file: string,
  done: 'read' | 'written' | 'removed',
  work: () => T,
  place: DataFilePlace = 'in HOTDESK_DATA_DIR',
): T {
  try {
    return work();
  } catch (error) {
    const code = errorCode(error) ?? '';
    const meaning = MEANINGS.get(code);
    const reason = meaning === undefined ? errorText(error) : `${meaning} (${code})`;
    throw new ConfigError(`${file} (${place}) cannot be ${done}: ${reason}.`, { cause: error });
  }
}

/**
 * Writes a file that only the service can read, also when root writes it: the file belongs to the owner of its folder. `publish` gives it its name once it is on the disk completely, so that it is
 * never there in part. @throws ConfigError
 */
export function writeDataFile(
  file: string,
  text: string,
  publish: (unfinished: string) => void,
  place?: DataFilePlace,
): void {
  const write = () => {
    makeFolder(path.dirname(file));
    const unfinished = `${file}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      writeDurably(unfinished, text);
      publish(unfinished);
    } finally {
      rmSync(unfinished, { force: true });
    }
  };
  withDataFile(file, 'written', write, place);
}

/** Creates a folder and the missing ones above it; what root creates belongs to the owner of the folder above. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const above = path.dirname(folder);
  makeFolder(above);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another instance was faster.
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const { uid, gid } = statSync(above);
  if (statSync(folder).uid === 0 && uid !== 0) lchownSync(folder, uid, gid);
}

function writeDurably(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    const { uid, gid } = statSync(path.dirname(file));
    if (fstatSync(descriptor).uid === 0 && uid !== 0) fchownSync(descriptor, uid, gid);
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
