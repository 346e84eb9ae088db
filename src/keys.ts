import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Knex } from 'knex';
import { sameSecret } from './desk/passwords';
import { readPrivate, writePrivateOnce } from './store/settings';

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

export interface AdminKey {
  isKey(text: string): Promise<boolean>;
  /** The key in clear, when this start made it; it cannot be shown again. */
  readonly made: string | null;
}

/** The key of the people's door: the setting, or one made at the first start, of which only the hash is kept. */
export async function adminKey(setting: string | null, db: Knex): Promise<AdminKey> {
  if (setting !== null) return { isKey: async (text) => sameSecret(text, setting), made: null };
  const existing = await readPrivate(db, 'adminKeyHash');
  const made = existing === null ? `hd_${randomBytes(24).toString('base64url')}` : null;
  const hash = existing ?? (await writePrivateOnce(db, 'adminKeyHash', hashOf(made ?? '')));
  return {
    isKey: async (text) => sameSecret(hashOf(text), hash),
    // Another instance may have been first: then its key counts, and it has shown it.
    made: made !== null && hash === hashOf(made) ? made : null,
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
