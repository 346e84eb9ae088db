import { randomUUID } from 'node:crypto';
import { ENVIRONMENT, type KeyHolder, SCOPES } from '../admin/http/scopes';
import { hashOfKey, newKeyText } from '../admin/keys/key-text';
import type { AdminKey, AdminKeyStore } from '../admin/ports/keys';
import type { Clock } from '../desk/ports/clock';
import { sameSecret } from '../lib/passwords';

export interface AdminKeys {
  /** Whose key this is; null when it is none, or was revoked. Notes that it was used. */
  who(text: string): Promise<KeyHolder | null>;
  /** Whether the environment gives one. */
  readonly hasEnvironmentKey: boolean;
  /** The key in clear, when this start made it; it cannot be shown again. */
  readonly made: string | null;
}

const USE_NOTED_EVERY_MS = 60_000;

/**
 * The keys of the admin API: those of our table, and the one of the environment. Where there is none that may
 * do everything, this start makes one.
 */
export async function adminKeys(
  setting: string | null,
  store: AdminKeyStore,
  clock: Clock,
): Promise<AdminKeys> {
  const made = setting === null ? await createFirstKey(store, clock()) : null;
  return {
    made,
    hasEnvironmentKey: setting !== null,
    async who(text) {
      if (setting !== null && sameSecret(text, setting)) return { name: ENVIRONMENT, scopes: SCOPES };
      const key = await store.keyOfHash(hashOfKey(text));
      if (!key) return null;
      await recordUse(store, key, clock());
      return { name: key.name, scopes: key.scopes };
    },
  };
}

/** Another instance may be first: then its key counts, and it has shown it. */
async function createFirstKey(store: AdminKeyStore, at: number): Promise<string | null> {
  const text = newKeyText();
  return store.change(async (tx) => {
    const keys = await tx.keys();
    if (keys.some(({ revokedAt, scopes }) => revokedAt === null && scopes.includes('manage'))) return null;
    const name = unusedName(new Set(keys.map((key) => key.name)));
    const times = { createdAt: at, lastUsedAt: null, revokedAt: null };
    await tx.addKey({ id: randomUUID(), name, hash: hashOfKey(text), scopes: SCOPES, ...times });
    await tx.addAudit({
      at,
      actor: 'system',
      action: 'key-created',
      mac: null,
      extension: null,
      address: null,
      details: { name, after: { scopes: SCOPES } },
    });
    return text;
  });
}

/** `first`, unless there was one: then `first-2` and so on. */
function unusedName(used: ReadonlySet<string>): string {
  let name = 'first';
  for (let number = 2; used.has(name); number += 1) name = `first-${number}`;
  return name;
}

async function recordUse(store: AdminKeyStore, { id, lastUsedAt }: AdminKey, now: number): Promise<void> {
  if (lastUsedAt === null || now - lastUsedAt >= USE_NOTED_EVERY_MS) await store.recordKeyUse(id, now);
}
