import type { Mac } from '../../lib/mac';
import type { SessionEvent, UnverifiedBecause } from '../events';

/** Work outside the database, written in the transaction that decides it, done after it. */
export type Job = PhoneJob | WebhookJob;

export interface PhoneJob {
  /**
   * `notify-phone`: make the session's phone read its config. `restart-phone`: the same in the way that its firmware
   * cannot ignore. `end-registration`: end the session's contact.
   */
  readonly kind: 'notify-phone' | 'restart-phone' | 'end-registration';
  readonly sessionId: string;
}

/** Tell the webhook what became of a session. */
export interface WebhookJob {
  readonly kind: 'webhook';
  readonly sessionId: string;
  readonly event: SessionEvent['type'];
  readonly at: number;
  readonly reason: UnverifiedBecause | null;
}

/** Jobs of phones and webhooks are done side by side: a webhook that does not answer holds up no phone. */
export type JobQueue = 'phones' | 'webhooks';

/** A job as it waits in the table. Jobs of one phone are first tried in the order of their ids. */
export interface PendingJob {
  readonly id: number;
  readonly mac: Mac;
  readonly job: Job;
  readonly attempts: number;
  readonly dueAt: number;
}
