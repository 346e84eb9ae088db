import type { Knex } from 'knex';
import type { AdminKey, AdminKeyStore, KeyScope } from '../admin/ports/keys';
import { appendAudit } from './audit';
import { inTransaction } from './transaction';

interface KeyRow {
  id: string;
  name: string;
  hash: string;
  scopes: string;
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
}

/** See AdminKeyStore. */
export function createAdminKeyStore(db: Knex): AdminKeyStore {
  return {
    async keyOfHash(hash) {
      const row = await table(db).where({ hash, revoked_at: null }).first();
      return row ? toKey(row) : null;
    },
    async recordKeyUse(id, at) {
      await table(db).where({ id }).update({ last_used_at: at });
    },
    change: (work) =>
      inTransaction(db, (trx) =>
        work({
          keys: () => lockKeys(trx),
          addKey: (key) => addKey(trx, key),
          addAudit: (entry) => appendAudit(trx, entry),
        }),
      ),
  };
}

const table = (db: Knex) => db<KeyRow>('hotdesk_keys');

/** All keys including revoked ones, oldest first. */
export async function readKeys(db: Knex): Promise<AdminKey[]> {
  const rows = await table(db).orderBy([{ column: 'created_at' }, { column: 'id' }]);
  return rows.map(toKey);
}

/** All keys, locked until the transaction ends, so that concurrent changes see each other. */
export async function lockKeys(trx: Knex.Transaction): Promise<AdminKey[]> {
  return (await table(trx).orderBy('id').forUpdate()).map(toKey);
}

/** Adds a key. A duplicate name fails as a lost race, which `inTransaction` repeats. */
export async function addKey(trx: Knex.Transaction, key: AdminKey): Promise<void> {
  await table(trx).insert(fromKey(key));
}

export async function revokeKey(trx: Knex.Transaction, id: string, at: number): Promise<void> {
  await table(trx).where({ id, revoked_at: null }).update({ revoked_at: at });
}

function toKey(row: KeyRow): AdminKey {
  return {
    id: row.id,
    name: row.name,
    hash: row.hash,
    scopes: row.scopes.split(' ') as KeyScope[],
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  };
}

function fromKey(key: AdminKey): KeyRow {
  return {
    id: key.id,
    name: key.name,
    hash: key.hash,
    scopes: key.scopes.join(' '),
    created_at: key.createdAt,
    last_used_at: key.lastUsedAt,
    revoked_at: key.revokedAt,
  };
}
