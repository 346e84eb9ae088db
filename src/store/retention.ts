import type { Knex } from 'knex';
import { deleteByKey } from './delete-by-key';
import { inTransaction } from './transaction';

/**
 * Removes the oldest sessions that ended before `endedBefore`. A session with pending jobs stays until they are done.
 * Returns how many were removed.
 */
export async function purgeSessions(db: Knex, endedBefore: number, limit: number): Promise<number> {
  return inTransaction(db, async (trx) => {
    const waiting = trx('hotdesk_jobs').whereRaw('hotdesk_jobs.session_id = hotdesk_sessions.id');
    const ids: string[] = await trx('hotdesk_sessions')
      .where('ended_at', '<', endedBefore)
      .whereNull('active_mac')
      .whereNotExists(waiting)
      .orderBy('ended_at')
      .limit(limit)
      .pluck('id');
    return deleteByKey(trx, 'hotdesk_sessions', 'id', ids, (ended) => ended.whereNull('active_mac'));
  });
}

/** Removes the oldest audit entries from before `before`. Returns how many were removed. */
export async function purgeAudit(db: Knex, before: number, limit: number): Promise<number> {
  return inTransaction(db, async (trx) => {
    const ids = await trx('hotdesk_audit').where('at', '<', before).orderBy('at').limit(limit).pluck('id');
    return deleteByKey(trx, 'hotdesk_audit', 'id', ids, (old) => old.where('at', '<', before));
  });
}
