import type { Knex } from 'knex';
import { deleteInParts } from './delete-by-key';
import { inQueue } from './jobs';
import { removeExpiredPinDrafts } from './pin-drafts';

const DAY_MS = 24 * 3_600_000;
/** After this time no limit has any failures left. */
const FAILURES_MS = 3 * DAY_MS;
const NO_FAILURES_MS = 3_600_000;
/** Older events that the webhook's receiver has not accepted are dropped. */
const UNDELIVERED_WEBHOOK_MS = 7 * DAY_MS;

/** Removes old failures, old webhooks and PIN drafts. */
export async function purgeExpired(db: Knex, now: number): Promise<void> {
  await deleteInParts(db, 'hotdesk_attempts', 'subject', (old) =>
    old.where('last_at', '<', now - FAILURES_MS),
  );
  // What a right password leaves behind. Its attempt has ended long ago.
  await deleteInParts(db, 'hotdesk_attempts', 'subject', (old) =>
    old.where({ failures: 0 }).where('last_at', '<', now - NO_FAILURES_MS),
  );
  await deleteInParts(db, 'hotdesk_jobs', 'id', (old) =>
    old.modify(inQueue, 'webhooks').where('event_at', '<', now - UNDELIVERED_WEBHOOK_MS),
  );
  await removeExpiredPinDrafts(db, now);
}
