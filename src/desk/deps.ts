import type { Publish } from './events';
import type { UniformRefusalDelay } from './passwords/uniform-refusal-delay';
import type { Asterisk } from './ports/asterisk';
import type { AuditEntry } from './ports/audit';
import type { BrandBehaviour, PhoneCaller } from './ports/brands';
import type { Clock } from './ports/clock';
import type { Directory } from './ports/directory';
import type { DeskStore } from './ports/store';
import type { Webhook } from './ports/webhook';
import type { LoggedInDecision } from './provisioning/config-decision';

/** What the desk's use cases work with. */
export interface DeskDeps {
  readonly store: DeskStore;
  readonly directory: Directory;
  readonly asterisk: Asterisk;
  readonly brands: BrandBehaviour;
  readonly phoneCaller: PhoneCaller;
  readonly webhook: Webhook;
  readonly clock: Clock;
  /** Waits so many milliseconds; not at all for none or fewer. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** A new unguessable id. */
  readonly newId: () => string;
  /** The service's own key, from which the texts of tokens are derived. */
  readonly tokenKey: Buffer;
  /** A fingerprint of the config that such a fetch gets: another one exactly when the bytes are others. */
  readonly configHashOf: (decision: LoggedInDecision) => string;
  readonly publish: Publish;
  /** Called after effects were committed: there is work to do. */
  readonly wakeOutbox: () => void;
  /** Keeps the time of a refusal from saying why it was one. */
  readonly refusalPace: UniformRefusalDelay;
  /** Writes down what was refused to a phone, within limits: see refusal-audit.ts. */
  readonly recordRefusal: (entry: AuditEntry) => Promise<void>;
}
