import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SECRET_FILE = 'secret.key';

/**
 * The key from which tokens are derived: the setting, or a key in the data folder that is created at the first start
 * and readable only by the service.
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
