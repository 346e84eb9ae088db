import { createHash, randomBytes } from 'node:crypto';
import { linkSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../config/config-error';
import { errorCode, isMissingFile } from '../lib/errors';
import { withDataFile, writeDataFile } from './data-folder';

/** Its file in the data folder. */
export const SECRET_FILE = 'secret.key';
/** 256 bits in hex. */
const SECRET = /^[0-9a-f]{64}\n?$/;

/**
 * The key from which tokens are derived: the setting, or a key in the data folder that is created at the first start
 * and readable only by the service. @throws ConfigError also for a damaged file: an empty key would let anybody compute tokens.
 */
export function tokenKey(setting: string | null, dataDir: string): Buffer {
  if (setting !== null) return keyOfSetting(setting);
  const file = path.join(dataDir, SECRET_FILE);
  return keyInFile(file, readSecret(file) ?? createSecret(file));
}

export function keyOfSetting(setting: string): Buffer {
  return createHash('sha256').update(setting).digest();
}

/** The key in the text of the key file. @throws ConfigError for a damaged text */
export function keyInFile(file: string, text: string): Buffer {
  if (SECRET.test(text)) return Buffer.from(text.trim(), 'hex');
  throw new ConfigError(
    `The key file ${file} (in HOTDESK_DATA_DIR) is damaged: restore it from a backup, or remove it, ` +
      'after which every phone must log in again.',
  );
}

/** The text of the key file; null when there is none. @throws ConfigError */
export function readSecret(file: string): string | null {
  return withDataFile(file, 'read', () => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      if (isMissingFile(error)) return null;
      throw error;
    }
  });
}

/** Writes a new key, unless another instance is faster. Returns the key in the file. */
function createSecret(file: string): string {
  writeDataFile(file, `${randomBytes(32).toString('hex')}\n`, (unfinished) => {
    try {
      linkSync(unfinished, file);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  });
  return withDataFile(file, 'read', () => readFileSync(file, 'utf8'));
}
