import type { Mac } from '../../lib/mac';
import type { PhoneJobKind, SessionEvent, UnverifiedBecause } from '../events';

/** Work outside the database. Written in the deciding transaction and done after the commit. */
export type Job = PhoneJob | WebhookJob;

export interface PhoneJob {
  readonly kind: PhoneJobKind;
  readonly sessionId: string;
}

/** Delivers a state change of a session to the webhook. */
export interface WebhookJob {
  readonly kind: 'webhook';
  readonly sessionId: string;
  readonly event: SessionEvent['type'];
  readonly at: number;
  readonly reason: UnverifiedBecause | null;
}

/** Separate queues, so that a webhook that does not answer delays no phone. */
export type JobQueue = 'phones' | 'webhooks';

/** A waiting job. Jobs of one phone are first tried in the order of their ids. */
export interface PendingJob {
  readonly id: number;
  readonly mac: Mac;
  readonly job: Job;
  readonly attempts: number;
  readonly dueAt: number;
}
