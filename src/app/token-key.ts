import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../config/config-error';
import { errorCode, isMissingFile } from '../lib/errors';

const SECRET_FILE = 'secret.key';
/** 256 bits in hex. */
const SECRET = /^[0-9a-f]{64}\n?$/;

/**
 * The key from which tokens are derived: the setting, or a key in the data folder that is created at the first start
 * and readable only by the service. @throws ConfigError for a damaged file: an empty key would let anybody compute tokens.
 */
export function tokenKey(setting: string | null, dataDir: string): Buffer {
  if (setting !== null) return createHash('sha256').update(setting).digest();
  const file = path.join(dataDir, SECRET_FILE);
  const text = readSecret(file) ?? createSecret(dataDir, file);
  if (SECRET.test(text)) return Buffer.from(text.trim(), 'hex');
  throw new ConfigError(
    `The key file ${file} (in HOTDESK_DATA_DIR) is damaged: restore it from a backup, or remove it, ` +
      'after which every phone must log in again.',
  );
}

function readSecret(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw error;
  }
}

/** Writes a new key. It appears under its name only when it is on the disk completely. Returns the key in the file. */
function createSecret(dataDir: string, file: string): string {
  mkdirSync(dataDir, { recursive: true });
  const unfinished = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    writeDurably(unfinished, `${randomBytes(32).toString('hex')}\n`);
    linkSync(unfinished, file);
  } catch (error) {
    // Another instance was faster: its key counts.
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(unfinished, { force: true });
  }
  return readFileSync(file, 'utf8');
}

/** Writes a new file that only the service can read; it is on the disk when this returns. @throws if it exists. */
export function writeDurably(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
