import type { Knex } from 'knex';
import { inQueue } from './jobs';
import { removeExpiredPinDrafts } from './pin-drafts';

const DAY_MS = 24 * 3_600_000;
/** A token that its phone has used may rest this long: a phone in a box for a season comes back with it. */
const UNUSED_MS = 180 * DAY_MS;
/** A token that was given and never used. */
const NEVER_USED_MS = 2 * DAY_MS;
const OLD_FAILURES_MS = 7 * DAY_MS;
/** A webhook that nobody has taken for so long is told of newer things only. */
const UNTAKEN_WEBHOOKS_MS = 7 * DAY_MS;

/** Removes tokens that expired by disuse (never one of a running session or of an admin's link), old failures and webhooks, PIN drafts. */
export async function purgeExpired(db: Knex, now: number): Promise<void> {
  const running = db('hotdesk_sessions').whereNotNull('active_mac').select('token_id');
  const links = db('hotdesk_phones').whereNotNull('link_token_id').select('link_token_id');
  await db('hotdesk_tokens')
    .where((old) =>
      old
        .where('used_at', '<', now - UNUSED_MS)
        .orWhere((never) => never.whereNull('used_at').where('created_at', '<', now - NEVER_USED_MS)),
    )
    .whereNotIn('id', running)
    .whereNotIn('id', links)
    .delete();
  await db('hotdesk_attempts')
    .where('last_at', '<', now - OLD_FAILURES_MS)
    .delete();
  await db('hotdesk_jobs')
    .modify(inQueue, 'webhooks')
    .where('event_at', '<', now - UNTAKEN_WEBHOOKS_MS)
    .delete();
  await removeExpiredPinDrafts(db, now);
}
