import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, createWriteStream, fsyncSync, lstatSync, openSync, renameSync, rmSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { errorText, isMissingPath } from '../../lib/errors';
import { BackupError } from './backup-error';
import type { Content, Head } from './backup-lines';

/**
 * Writes a backup that only its owner can read. It replaces a file of this name only when it is on the disk completely.
 * @throws BackupError for a file that cannot be written, and what `fill` throws
 */
export async function writeBackupFile(
  file: string,
  head: Head,
  fill: (write: (line: Content) => Promise<void>) => Promise<void>,
): Promise<void> {
  refuseOtherThanFile(file);
  const unfinished = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const descriptor = inFile(file, () => openSync(unfinished, 'wx', 0o600));
    try {
      await writeLines(file, descriptor, head, fill);
      inFile(file, () => fsyncSync(descriptor));
    } finally {
      closeSync(descriptor);
    }
    inFile(file, () => renameSync(unfinished, file));
  } finally {
    rmSync(unfinished, { force: true });
  }
}

async function writeLines(
  file: string,
  descriptor: number,
  head: Head,
  fill: (write: (line: Content) => Promise<void>) => Promise<void>,
): Promise<void> {
  const gzip = createGzip();
  const out = createWriteStream(file, { fd: descriptor, autoClose: false });
  gzip.pipe(out);
  // Rejects with the error of the disk, also while nothing waits for it.
  const written = finished(out);
  written.catch(() => gzip.destroy());
  const hash = createHash('sha256');
  const write = async (line: object): Promise<void> => {
    const text = `${JSON.stringify(line)}\n`;
    hash.update(text);
    if (!gzip.write(text)) await Promise.race([once(gzip, 'drain'), written]);
  };
  try {
    await write(head);
    await fill(write);
    gzip.end(`${JSON.stringify({ sha256: hash.digest('hex') })}\n`);
  } catch (error) {
    // The caller closes the file, when nothing is written into it any more. `out.destroy` would close it, too.
    gzip.unpipe(out);
    gzip.destroy();
    if (out.errored === null) {
      out.end();
      await Promise.allSettled([written]);
      throw error;
    }
  }
  await written.catch((error: unknown) => {
    throw cannotBeWritten(file, error);
  });
}

/** A device or a folder must not be replaced by a file. */
function refuseOtherThanFile(file: string): void {
  const found = inFile(file, () => lstatIfThere(file));
  if (found !== null && !found.isFile())
    throw new BackupError(`${file} exists and is no file: name another one.`);
}

function lstatIfThere(file: string) {
  try {
    return lstatSync(file);
  } catch (error) {
    if (isMissingPath(error)) return null;
    throw error;
  }
}

function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw cannotBeWritten(file, error);
  }
}

function cannotBeWritten(file: string, error: unknown): BackupError {
  return new BackupError(`${file} cannot be written: ${errorText(error)}.`, { cause: error });
}
