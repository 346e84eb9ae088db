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

/** So many events wait for a receiver that does not work. Beyond them, the oldest are dropped. */
const MAX_UNDELIVERED_WEBHOOKS = 10_000;

/** Removes old failures, old webhooks and PIN drafts. Returns how many webhooks were dropped. */
export async function purgeExpired(db: Knex, now: number): Promise<number> {
  await deleteInParts(db, 'hotdesk_attempts', 'subject', (old) =>
    old.where('last_at', '<', now - FAILURES_MS),
  );
  // What a right password leaves behind. Its attempt has ended long ago.
  await deleteInParts(db, 'hotdesk_attempts', 'subject', (old) =>
    old.where({ failures: 0 }).where('last_at', '<', now - NO_FAILURES_MS),
  );
  const expired = await deleteInParts(db, 'hotdesk_jobs', 'id', (old) =>
    old.modify(inQueue, 'webhooks').where('event_at', '<', now - UNDELIVERED_WEBHOOK_MS),
  );
  const surplus = await dropSurplusWebhooks(db);
  await removeExpiredPinDrafts(db, now);
  return expired + surplus;
}

async function dropSurplusWebhooks(db: Knex): Promise<number> {
  const newestDropped = await db('hotdesk_jobs')
    .modify(inQueue, 'webhooks')
    .orderBy('id', 'desc')
    .offset(MAX_UNDELIVERED_WEBHOOKS)
    .first('id');
  if (newestDropped === undefined) return 0;
  return deleteInParts(db, 'hotdesk_jobs', 'id', (old) =>
    old.modify(inQueue, 'webhooks').where('id', '<=', newestDropped.id),
  );
}
