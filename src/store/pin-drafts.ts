import type { Knex } from 'knex';
import { PIN_DRAFT_MS, type PinDraftTable } from '../desk/ports/pin-drafts';
import { deleteInParts } from './delete-by-key';
import { inTransaction, repeatLostRaces } from './transaction';

interface PinDraftRow {
  id: string;
  source: string;
  draft: string;
  expires_at: number;
}

const MAX_DRAFTS = 5_000;
/** Many phones can share one address. */
const MAX_DRAFTS_PER_SOURCE = 100;
/** Allows for clocks that differ. A draft that expires later was written before a clock was set back. */
const LATEST_EXPIRY_MS = 2 * PIN_DRAFT_MS;

const drafts = (db: Knex) => db<PinDraftRow>('hotdesk_pin_drafts');

/** See PinDraftTable. */
export function createPinDraftTable(db: Knex): PinDraftTable {
  const find = async (id: string, now: number): Promise<string | null> => {
    const row = await drafts(db)
      .where({ id })
      .where('expires_at', '>', now)
      .where('expires_at', '<=', now + LATEST_EXPIRY_MS)
      .first('draft');
    return row?.draft ?? null;
  };
  return {
    find,
    save: ({ id, source, draft, expiresAt }, now) =>
      inTransaction(db, async (trx) => {
        await removeExpiredPinDrafts(trx, now);
        await drafts(trx).insert({ id, source, draft, expires_at: expiresAt }).onConflict('id').merge();
        await removeOldest(trx, drafts(trx).where({ source }), MAX_DRAFTS_PER_SOURCE);
        await removeOldest(trx, drafts(trx), MAX_DRAFTS);
      }),
    async take(id, now) {
      const draft = await find(id, now);
      if (draft === null) return null;
      const removed = await repeatLostRaces(() => drafts(db).where({ id, draft }).delete());
      return removed === 1 ? draft : null;
    },
    async remove(id) {
      await repeatLostRaces(() => drafts(db).where({ id }).delete());
    },
  };
}

export async function removeExpiredPinDrafts(db: Knex, now: number): Promise<void> {
  await deleteInParts(db, 'hotdesk_pin_drafts', 'id', (old) =>
    old.where((either) =>
      either.where('expires_at', '<=', now).orWhere('expires_at', '>', now + LATEST_EXPIRY_MS),
    ),
  );
}

async function removeOldest(
  trx: Knex.Transaction,
  query: Knex.QueryBuilder<PinDraftRow>,
  keep: number,
): Promise<void> {
  const surplus: string[] = await query
    .orderBy([
      { column: 'expires_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .offset(keep)
    .pluck('id');
  if (surplus.length > 0) await drafts(trx).whereIn('id', surplus).delete();
}
