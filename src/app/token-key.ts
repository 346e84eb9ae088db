import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SECRET_FILE = 'secret.key';

/**
 * The key from which the texts of tokens are derived: the setting, or one of our own in the data dir, made at the
 * first start and readable by nobody else.
 */
export function tokenKey(setting: string | null, dataDir: string): Buffer {
  if (setting !== null) return createHash('sha256').update(setting).digest();
  const file = path.join(dataDir, SECRET_FILE);
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  }
  return Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
}
