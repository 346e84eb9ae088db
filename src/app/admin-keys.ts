import { randomUUID } from 'node:crypto';
import { ENVIRONMENT_KEY_NAME, KEY_SCOPES, type KeyHolder } from '../admin/http/scopes';
import { hashOfKey, newKeyText } from '../admin/keys/key-text';
import type { AdminKey, AdminKeyStore } from '../admin/ports/keys';
import type { Clock } from '../desk/ports/clock';
import { sameSecret } from '../lib/passwords';

export interface AdminKeys {
  /** The holder of a key; null when it is unknown or revoked. Records the use. */
  authenticateKey(text: string): Promise<KeyHolder | null>;
  /** Whether HOTDESK_ADMIN_KEY is set. */
  readonly hasEnvironmentKey: boolean;
  /** The key created at this start, in clear text; it cannot be shown again. */
  readonly createdKey: string | null;
}

const USE_RECORDED_EVERY_MS = 60_000;

/**
 * The admin keys: those of the table and HOTDESK_ADMIN_KEY. Creates a first key when there is none with the scope
 * `manage`.
 */
export async function adminKeys(
  setting: string | null,
  store: AdminKeyStore,
  clock: Clock,
): Promise<AdminKeys> {
  const createdKey = setting === null ? await createFirstKey(store, clock()) : null;
  return {
    createdKey,
    hasEnvironmentKey: setting !== null,
    async authenticateKey(text) {
      if (setting !== null && sameSecret(text, setting))
        return { name: ENVIRONMENT_KEY_NAME, scopes: KEY_SCOPES };
      const key = await store.keyOfHash(hashOfKey(text));
      if (!key) return null;
      await recordUse(store, key, clock());
      return { name: key.name, scopes: key.scopes };
    },
  };
}

/** Null when another instance was first: that one has shown the key. */
async function createFirstKey(store: AdminKeyStore, at: number): Promise<string | null> {
  const text = newKeyText();
  return store.change(async (tx) => {
    const keys = await tx.keys();
    if (keys.some(({ revokedAt, scopes }) => revokedAt === null && scopes.includes('manage'))) return null;
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
    return text;
  });
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
