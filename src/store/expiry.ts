import type { Knex } from 'knex';
import { deleteInParts } from './delete-in-parts';
import { inQueue } from './jobs';
import { removeExpiredPinDrafts } from './pin-drafts';

const DAY_MS = 24 * 3_600_000;
/** Long enough for a phone that was in storage for months. */
const USED_TOKEN_MS = 180 * DAY_MS;
/** For a token that was issued and never used. */
const NEVER_USED_TOKEN_MS = 2 * DAY_MS;
const FAILURES_MS = 7 * DAY_MS;
/** Older events that the webhook's receiver has not accepted are dropped. */
const UNDELIVERED_WEBHOOK_MS = 7 * DAY_MS;

/** Removes unused tokens (never one of an active session or an admin's link), old failures, old webhooks and PIN drafts. */
export async function purgeExpired(db: Knex, now: number): Promise<void> {
  const active = db('hotdesk_sessions').whereNotNull('active_mac').select('token_id');
  const links = db('hotdesk_phones').whereNotNull('link_token_id').select('link_token_id');
  await db('hotdesk_tokens')
    .where((either) =>
      either
        .where('used_at', '<', now - USED_TOKEN_MS)
        .orWhere((never) => never.whereNull('used_at').where('created_at', '<', now - NEVER_USED_TOKEN_MS)),
    )
    .whereNotIn('id', active)
    .whereNotIn('id', links)
    .delete();
  await deleteInParts(db, 'hotdesk_attempts', 'subject', (old) =>
    old.where('last_at', '<', now - FAILURES_MS),
  );
  await deleteInParts(db, 'hotdesk_jobs', 'id', (old) =>
    old.modify(inQueue, 'webhooks').where('event_at', '<', now - UNDELIVERED_WEBHOOK_MS),
  );
  await removeExpiredPinDrafts(db, now);
}
