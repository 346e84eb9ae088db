import type { Knex } from 'knex';
import { inTransaction } from './transaction';

/**
 * Removes the oldest sessions that ended before `endedBefore`, and records their tokens as spent, so that no token is
 * issued twice. A session with pending jobs stays until they are done. Returns how many were removed.
 */
export async function purgeSessions(db: Knex, endedBefore: number, limit: number): Promise<number> {
  return inTransaction(db, async (trx) => {
    const waiting = trx('hotdesk_jobs').whereRaw('hotdesk_jobs.session_id = hotdesk_sessions.id');
    const old: { id: string; token_id: string }[] = await trx('hotdesk_sessions')
      .where('ended_at', '<', endedBefore)
      .whereNull('active_mac')
      .whereNotExists(waiting)
      .orderBy('ended_at')
      .limit(limit)
      .select('id', 'token_id');
    if (old.length === 0) return 0;
    const spent = [...new Set(old.map((session) => session.token_id))].map((id) => ({ id }));
    await trx('hotdesk_spent_tokens').insert(spent).onConflict('id').ignore();
    const ids = old.map(({ id }) => id);
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
