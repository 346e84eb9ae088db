import { randomUUID } from 'node:crypto';
import { ENVIRONMENT_KEY_NAME, KEY_SCOPES, type KeyHolder } from '../admin/http/scopes';
import { hashOfKey, newKeyText } from '../admin/keys/key-text';
import type { AdminKey, AdminKeyStore, AdminKeyTransaction } from '../admin/ports/keys';
import type { Clock } from '../desk/ports/clock';
import { sameSecret } from '../lib/passwords';
import type { FirstKeyFile } from './first-key-file';

export interface AdminKeys {
  /** The holder of a key; null when it is unknown or revoked. Records the use. */
  authenticateKey(text: string): Promise<KeyHolder | null>;
  /** Whether HOTDESK_ADMIN_KEY is set. */
  readonly hasEnvironmentKey: boolean;
  /** The key created at this start, in clear text; null: none was. */
  readonly createdKey: string | null;
  /** The file of the first key. */
  readonly firstKeyFile: string;
  /** Removes the file of the first key when that is the key that was revoked. */
  onKeyRevoked(key: AdminKey): Promise<void>;
}

const USE_RECORDED_EVERY_MS = 60_000;

/**
 * The admin keys: those of the table and HOTDESK_ADMIN_KEY. Creates a first key when there is none with the scope
 * `manage`, and writes it to its file: logs are read by many, and kept.
 */
export async function adminKeys(
  setting: string | null,
  store: AdminKeyStore,
  file: FirstKeyFile,
  clock: Clock,
): Promise<AdminKeys> {
  const createdKey = setting === null ? await createFirstKey(store, file, clock()) : null;
  const kept = file.hash();
  if (kept !== null && (await store.keyOfHash(kept)) === null) file.remove();
  return {
    createdKey,
    firstKeyFile: file.path,
    async onKeyRevoked({ hash }) {
      if (file.hash() === hash) file.remove();
    },
    hasEnvironmentKey: setting !== null,
    async authenticateKey(text) {
      if (setting !== null && sameSecret(text, setting))
        return { id: ENVIRONMENT_KEY_NAME, name: ENVIRONMENT_KEY_NAME, scopes: KEY_SCOPES };
      const key = await store.keyOfHash(hashOfKey(text));
      if (!key) return null;
      await recordUse(store, key, clock());
      return { id: key.id, name: key.name, scopes: key.scopes };
    },
  };
}

/** Null when another instance was first: that one has the key. */
async function createFirstKey(store: AdminKeyStore, file: FirstKeyFile, at: number): Promise<string | null> {
  return store.change(async (tx) => {
    const keys = await tx.keys();
    if (keys.some(({ revokedAt, scopes }) => revokedAt === null && scopes.includes('manage'))) return null;
    return (await addKeyInFile(tx, keys, file, at)).text;
  });
}

/** Adds a key with all scopes while others exist, for an admin who has lost theirs. Returns its name; its text is in the file. */
export async function createFurtherKey(
  store: AdminKeyStore,
  file: FirstKeyFile,
  at: number,
): Promise<string> {
  return store.change(async (tx) => (await addKeyInFile(tx, await tx.keys(), file, at)).name);
}

async function addKeyInFile(
  tx: AdminKeyTransaction,
  keys: readonly AdminKey[],
  file: FirstKeyFile,
  at: number,
): Promise<{ readonly name: string; readonly text: string }> {
  const text = newKeyText();
  const name = unusedName(new Set(keys.map((key) => key.name)));
  const times = { createdAt: at, lastUsedAt: null, revokedAt: null };
  await tx.addKey({ id: randomUUID(), name, hash: hashOfKey(text), scopes: KEY_SCOPES, ...times });
  await tx.addAudit({
    at,
    actor: 'system',
    action: 'key-created',
    mac: null,
    extension: null,
    address: null,
    details: { name, after: { scopes: KEY_SCOPES } },
  });
  // Before the commit: a key that is in no file would be lost, and no other would be created.
  file.write(text);
  return { name, text };
}

/** `first`, or `first-2` and so on when the name is taken. */
function unusedName(used: ReadonlySet<string>): string {
  let name = 'first';
  for (let number = 2; used.has(name); number += 1) name = `first-${number}`;
  return name;
}

async function recordUse(store: AdminKeyStore, { id, lastUsedAt }: AdminKey, now: number): Promise<void> {
  if (lastUsedAt === null || now - lastUsedAt >= USE_RECORDED_EVERY_MS) await store.recordKeyUse(id, now);
}
