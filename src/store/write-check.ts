import type { Knex } from 'knex';
import { shareResult } from '../lib/share-result';
import { tryAudit } from './audit';

/** How long a check counts for those who ask after it, in milliseconds. Anyone may ask `/readyz` at any rate. */
const SHARED_MS = 1_000;

/** Creates the check whether the database accepts a write, and has room for one. It changes one row. Errors: the database. */
export function createWriteCheck(db: Knex): () => Promise<void> {
  return shareResult(SHARED_MS, async () => {
    // The time makes it a change: a database whose disk is full accepts a row that stays as it was.
    const row = { name: 'write-check', holder: '', until: Date.now() };
    await db('hotdesk_leases').insert(row).onConflict('name').merge();
    await tryAudit(db);
  });
}
