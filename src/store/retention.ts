import type { Knex } from 'knex';
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
    if (ids.length === 0) return 0;
    return trx('hotdesk_sessions').whereIn('id', ids).whereNull('active_mac').delete();
  });
}

/** Removes the oldest audit entries from before `before`. Returns how many were removed. */
export async function purgeAudit(db: Knex, before: number, limit: number): Promise<number> {
  return inTransaction(db, async (trx) => {
    const ids = await trx('hotdesk_audit').where('at', '<', before).orderBy('at').limit(limit).pluck('id');
    return ids.length === 0 ? 0 : trx('hotdesk_audit').whereIn('id', ids).delete();
  });
}
