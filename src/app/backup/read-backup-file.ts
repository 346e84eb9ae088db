import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { errorCode, errorCodeOrText } from '../../lib/errors';
import { BackupError } from './backup-error';
import { type Content, contentLine, endLine, FORMAT, type Head, headLine } from './backup-lines';

const NEWLINE = 0x0a;

/**
 * Reads a backup to its end: gives its content to `take`, and returns its head. What `take` got counts only when this has
 * returned. @throws BackupError for a file that is unreadable, damaged, no backup or of a newer version; what `take` throws
 */
export async function readBackupFile(file: string, take: (line: Content) => Promise<void>): Promise<Head> {
  const source = createReadStream(file);
  const bytes = source.pipe(createGunzip());
  source.once('error', (error) => bytes.destroy(error));
  const reader = createLineReader(file, take);
  try {
    for await (const line of linesOf(bytes)) await reader.read(line);
  } catch (error) {
    throw error === bytes.errored ? unreadable(file, error) : error;
  } finally {
    source.destroy();
  }
  return reader.end();
}

function createLineReader(file: string, take: (line: Content) => Promise<void>) {
  const hash = createHash('sha256');
  let head: Head | null = null;
  let isComplete = false;
  return {
    async read(line: Buffer): Promise<void> {
      if (isComplete) throw damaged(file, 'something follows its end');
      const value = parse(file, line);
      if (head === null) {
        head = headOf(file, value);
      } else if (endLine.safeParse(value).success) {
        if (endLine.parse(value).sha256 !== hash.digest('hex'))
          throw damaged(file, 'its checksum does not match');
        isComplete = true;
        return;
      } else {
        const content = contentLine.safeParse(value);
        if (!content.success) throw damaged(file, 'it has a line of unknown form');
        await take(content.data);
      }
      hash.update(line).update('\n');
    },
    end(): Head {
      if (head === null || !isComplete) throw damaged(file, 'its end is missing');
      return head;
    },
  };
}

function headOf(file: string, value: unknown): Head {
  const head = headLine.safeParse(value);
  if (!head.success) throw new BackupError(`${file} is no backup of Hotdesk.`);
  if (head.data.hotdeskBackup > FORMAT)
    throw new BackupError(
      `${file} was made by a newer version of Hotdesk (${head.data.version}): install that version.`,
    );
  return head.data;
}

function parse(file: string, line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    throw damaged(file, 'it has a line that is no JSON');
  }
}

async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  for await (const chunk of bytes) {
    let rest = chunk;
    for (let at = rest.indexOf(NEWLINE); at !== -1; at = rest.indexOf(NEWLINE)) {
      yield Buffer.concat([...parts, rest.subarray(0, at)]);
      parts = [];
      rest = rest.subarray(at + 1);
    }
    if (rest.length > 0) parts.push(rest);
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

function unreadable(file: string, error: unknown): BackupError {
  if ((errorCode(error) ?? '').startsWith('Z_'))
    return damaged(file, 'it is no gzip file, or not the whole one', error);
  return new BackupError(`${file} cannot be read (${errorCodeOrText(error)}).`, { cause: error });
}

function damaged(file: string, how: string, cause?: unknown): BackupError {
  return new BackupError(`${file} is damaged: ${how}. Nothing was changed; use another backup.`, { cause });
}
