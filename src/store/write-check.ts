import type { Knex } from 'knex';
import { shareResult } from '../lib/share-result';

/** How long a check counts for those who ask after it, in milliseconds. Anyone may ask `/readyz` at any rate. */
const SHARED_MS = 1_000;

/** About as much as a page of the database holds. */
const ENTRY = 'x'.repeat(8_000);

/** Creates the check whether the database accepts a write, and has room for one. It changes one row. Errors: the database. */
export function createWriteCheck(db: Knex): () => Promise<void> {
  return shareResult(SHARED_MS, async () => {
    // The time makes it a change: a database whose disk is full accepts a row that stays as it was.
    const row = { name: 'write-check', holder: '', until: Date.now() };
    await db('hotdesk_leases').insert(row).onConflict('name').merge();
    await tryAudit(db);
  });
}

/** Writes an entry into the audit and takes it back: a full disk still accepts changes of rows, but no login, which adds some. */
async function tryAudit(db: Knex): Promise<void> {
  const nowhere = { mac: null, extension: null, address: null };
  const trx = await db.transaction();
  try {
    await trx('hotdesk_audit').insert({
      at: 0,
      actor: 'system',
      action: 'write-check',
      details: ENTRY,
      ...nowhere,
    });
  } finally {
    await trx.rollback();
  }
}
