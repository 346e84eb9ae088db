import type { Announce } from './events';
import type { Asterisk } from './ports/asterisk';
import type { AuditEntry } from './ports/audit';
import type { BrandCatalogue, PhoneCaller } from './ports/brands';
import type { Clock } from './ports/clock';
import type { Directory } from './ports/directory';
import type { DeskStore } from './ports/store';
import type { Webhook } from './ports/webhook';
import type { RefusalPace } from './refusal-pace';
import type { LoggedIn } from './serve';

/** What the desk's use cases work with. */
export interface DeskParts {
  readonly store: DeskStore;
  readonly directory: Directory;
  readonly asterisk: Asterisk;
  readonly brands: BrandCatalogue;
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
  readonly printOf: (serving: LoggedIn) => string;
  readonly announce: Announce;
  /** Called after effects were committed: there is work to do. */
  readonly effectsAwait: () => void;
  /** Keeps the time of a refusal from saying why it was one. */
  readonly refusalPace: RefusalPace;
  /** Writes down what was refused to a phone, within limits: see refusal-audit.ts. */
  readonly noteRefusal: (entry: AuditEntry) => Promise<void>;
}
