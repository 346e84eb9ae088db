import type { Knex } from 'knex';
import type { UnusedPhones } from '../desk/ports/store';
import type { Mac } from '../lib/mac';
import { byPrimaryKey, deleteByKey } from './delete-by-key';
import { inTransaction } from './transaction';

/** See DeskStore.countUnusedPhones. */
export async function countUnusedPhones(db: Knex, which: UnusedPhones): Promise<number> {
  const [row] = await neverUsed(db, which).count({ count: '*' });
  return Number(row?.count);
}

/** See DeskStore.purgeUnusedPhones. */
export async function purgeUnusedPhones(db: Knex, which: UnusedPhones, limit: number): Promise<number> {
  // A plain read locks nothing, and may be out of date: it is checked again below.
  const found: Mac[] = await neverUsed(db, which).orderBy('seen_at').limit(limit).pluck('mac');
  if (found.length === 0) return 0;
  return inTransaction(db, async (trx) => {
    // A login locks the row of its phone first: a session begins before this lock, or finds no phone after it.
    const locked: Mac[] = await unused(trx(byPrimaryKey(trx, 'hotdesk_phones')), which)
      .whereIn('mac', found)
      .orderBy('mac')
      .forUpdate()
      .pluck('mac');
    const used: Mac[] = await trx('hotdesk_sessions').whereIn('mac', locked).pluck('mac');
    const macs = locked.filter((mac) => !used.includes(mac));
    return deleteByKey(trx, 'hotdesk_phones', 'mac', macs, (phones) => phones.where({ label: '' }));
  });
}

function neverUsed(db: Knex, which: UnusedPhones): Knex.QueryBuilder {
  const sessions = db('hotdesk_sessions').whereRaw('hotdesk_sessions.mac = hotdesk_phones.mac');
  const mappings = db('hotdesk_mappings').whereRaw('hotdesk_mappings.mac = hotdesk_phones.mac');
  return unused(db('hotdesk_phones'), which).whereNotExists(sessions).whereNotExists(mappings);
}

/** Phones that no admin created or labelled, and that were not seen since then. */
function unused(query: Knex.QueryBuilder, { seenBefore, brands, isExcept }: UnusedPhones): Knex.QueryBuilder {
  query.where('seen_at', '<', seenBefore).whereNull('link_token_id').where({ label: '' });
  return isExcept ? query.whereNotIn('brand', brands) : query.whereIn('brand', brands);
}
