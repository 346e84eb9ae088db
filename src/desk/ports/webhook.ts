import type { SessionEvent, UnverifiedBecause } from '../events';
import type { Session } from '../model';

/** One delivery to the webhook. `id` is unique and increases with time. */
export interface WebhookDelivery {
  readonly id: number;
  readonly type: SessionEvent['type'];
  readonly at: number;
  /** The current state, which may be newer than the event. */
  readonly session: Session;
  readonly reason: UnverifiedBecause | null;
}

/** The webhook of the settings (implemented in admin/). Faults are exceptions, and the delivery is retried. */
export interface Webhook {
  /** Does nothing without a webhook URL in the settings. */
  deliver(delivery: WebhookDelivery): Promise<void>;
}
