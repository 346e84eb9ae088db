import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCodeOrText, isMissingPath } from '../lib/errors';
import { type ConfigEntry, parseConfigText } from './asterisk-config';
import { expandPattern, isPattern } from './glob';
import type { PbxLog } from './log';

/** A configuration file with its includes in place. */
export interface ConfigFile {
  readonly path: string;
  readonly entries: readonly (Exclude<ConfigEntry, { kind: 'include' | 'problem' }> | IncludedFiles)[];
}

interface IncludedFiles {
  readonly kind: 'included';
  readonly files: readonly ConfigFile[];
}

/** A configuration as it was on disk at one moment, and the state of its files and patterns at that moment. */
export interface LoadedConfig {
  readonly file: ConfigFile;
  /** When the newest of its files changed, in epoch milliseconds; 0 when there is no file. */
  readonly changedAt: number;
  readonly fileStamps: ReadonlyMap<string, string>;
  readonly patternMatches: ReadonlyMap<string, string>;
}

/** A file that must be there does not exist. */
export class MissingConfigFile extends Error {
  constructor(file: string) {
    super(`The file ${file} does not exist.`);
    this.name = 'MissingConfigFile';
  }
}

const MISSING = 'missing';
// Asterisk stops at a depth of ten. The limit on files stops includes that multiply.
const MAX_DEPTH = 10;
const MAX_FILES = 500;
const MIB = 1_048_576;
/** The most bytes of one file, and of a file with its includes. 20,000 mailboxes are about 2 MiB. */
const MAX_FILE_BYTES = 16 * MIB;
const MAX_ALL_BYTES = 32 * MIB;
// Opening a named pipe would block.
const OPEN_NON_BLOCKING = constants.O_RDONLY | constants.O_NONBLOCK;

interface Loading {
  readonly folder: string;
  readonly log: PbxLog;
  readonly fileStamps: Map<string, string>;
  readonly patternMatches: Map<string, string>;
  files: number;
  bytes: number;
  changedAt: number;
}

/**
 * Reads an Asterisk configuration file with its includes. Includes are relative to the folder of that file, as
 * they are to ASTETCDIR in Asterisk.
 *
 * A missing include is skipped with a warning. Errors: a file cannot be read, or the file itself is missing and not
 * `optional` (an optional file that is missing is empty), or they are too large.
 */
export async function loadConfig(
  file: string,
  log: PbxLog,
  { optional = false }: { optional?: boolean } = {},
): Promise<LoadedConfig> {
  const loading: Loading = {
    folder: path.dirname(file),
    log,
    fileStamps: new Map(),
    patternMatches: new Map(),
    files: 0,
    bytes: 0,
    changedAt: 0,
  };
  const loaded = await loadFile(loading, file, []);
  if (!loaded && !optional) throw new MissingConfigFile(file);
  return { ...loading, file: loaded ?? { path: file, entries: [] } };
}

/** Whether all files and pattern matches are the same as when the configuration was read. */
export async function isConfigUnchanged(loaded: LoadedConfig): Promise<boolean> {
  for (const [file, stamp] of loaded.fileStamps) {
    if ((await stampNow(file)) !== stamp) return false;
  }
  for (const [pattern, matches] of loaded.patternMatches) {
    if (namesOf(await filesOf(pattern)) !== matches) return false;
  }
  return true;
}

async function loadFile(
  loading: Loading,
  file: string,
  includers: readonly string[],
): Promise<ConfigFile | null> {
  const text = await readText(loading, file);
  if (text === null) return null;
  const entries: ConfigFile['entries'][number][] = [];
  for (const entry of parseConfigText(text)) {
    if (entry.kind === 'include') {
      entries.push({ kind: 'included', files: await loadIncluded(loading, entry, [...includers, file]) });
    } else if (entry.kind === 'problem') {
      loading.log.warn(
        { event: 'pbx-config.line-skipped', file, line: entry.line, reason: entry.reason },
        'skipped a line of a configuration file',
      );
    } else {
      entries.push(entry);
    }
  }
  return { path: file, entries };
}

async function loadIncluded(
  loading: Loading,
  { pattern, required }: Extract<ConfigEntry, { kind: 'include' }>,
  includers: readonly string[],
): Promise<readonly ConfigFile[]> {
  const paths = await includedPaths(loading, path.resolve(loading.folder, pattern));
  const [circular, files] = partition(
    paths,
    (file) => includers.includes(file) || includers.length >= MAX_DEPTH,
  );
  const loaded: ConfigFile[] = [];
  for (const file of files) {
    const read = await loadFile(loading, file, includers);
    if (read) loaded.push(read);
  }
  const warn = (event: string, message: string) =>
    loading.log.warn({ event, include: pattern, includedBy: includers.at(-1) }, message);
  if (circular.length > 0) warn('pbx-config.include-circular', 'skipped a circular include');
  else if (loaded.length === 0 && required)
    warn('pbx-config.include-missing', 'an included file does not exist');
  return loaded;
}

function partition(
  files: readonly string[],
  isIn: (file: string) => boolean,
): readonly [readonly string[], readonly string[]] {
  return [files.filter(isIn), files.filter((file) => !isIn(file))];
}

async function includedPaths(loading: Loading, file: string): Promise<readonly string[]> {
  if (!isPattern(file)) return [file];
  const files = await filesOf(file);
  loading.patternMatches.set(file, namesOf(files));
  return files;
}

/** The text of a file; null when there is none. The stamp comes from the open file, so it matches the text. */
async function readText(loading: Loading, file: string): Promise<string | null> {
  loading.files += 1;
  if (loading.files > MAX_FILES)
    throw new Error(`The file ${file} exceeds the limit of ${MAX_FILES} included files.`);
  try {
    const handle = await open(file, OPEN_NON_BLOCKING);
    try {
      const status = await handle.stat({ bigint: true });
      loading.fileStamps.set(file, stampOf(status));
      if (!status.isFile()) return null;
      loading.changedAt = Math.max(loading.changedAt, Number(status.ctimeMs));
      return await readLimited(loading, handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!isMissingPath(error)) throw unreadable(file, error);
    loading.fileStamps.set(file, MISSING);
    return null;
  }
}

/** Stops at the limit: the file may grow while it is read. */
async function readLimited(loading: Loading, handle: FileHandle): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of handle.createReadStream({ autoClose: false, end: MAX_FILE_BYTES })) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_FILE_BYTES) throw new Error(`it has more than ${MAX_FILE_BYTES / MIB} MiB`);
    if (loading.bytes + bytes > MAX_ALL_BYTES)
      throw new Error(`with the files before it, it has more than ${MAX_ALL_BYTES / MIB} MiB`);
  }
  loading.bytes += bytes;
  return Buffer.concat(chunks).toString('utf8');
}

async function stampNow(file: string): Promise<string> {
  try {
    return stampOf(await stat(file, { bigint: true }));
  } catch (error) {
    if (isMissingPath(error)) return MISSING;
    throw unreadable(file, error);
  }
}

function stampOf(status: { ino: bigint; size: bigint; mtimeNs: bigint; ctimeNs: bigint }): string {
  return `${status.ino}:${status.size}:${status.mtimeNs}:${status.ctimeNs}`;
}

async function filesOf(pattern: string): Promise<readonly string[]> {
  try {
    return await expandPattern(pattern);
  } catch (error) {
    throw unreadable(pattern, error);
  }
}

function namesOf(files: readonly string[]): string {
  return files.join('\n');
}

function unreadable(file: string, cause: unknown): Error {
  return new Error(`The file ${file} cannot be read: ${errorCodeOrText(cause)}.`, { cause });
}
