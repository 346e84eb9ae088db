import type { SessionEvent, UnverifiedBecause } from '../events';
import type { Session } from '../model';

/** Something that a webhook is told. `id` is another one for each, and grows with time. */
export interface WebhookDelivery {
  readonly id: number;
  readonly type: SessionEvent['type'];
  readonly at: number;
  /** As it is now, which may be later than the event. */
  readonly session: Session;
  readonly reason: UnverifiedBecause | null;
}

/** The webhook of the settings (implemented in admin/). Faults are exceptions: it will be told again. */
export interface Webhook {
  /** Does nothing when the settings name none. */
  deliver(delivery: WebhookDelivery): Promise<void>;
}
