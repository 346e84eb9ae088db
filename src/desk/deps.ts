import type { AuditBudget } from './audit-budget';
import type { CensusWatch } from './census/watch-census';
import type { EntryBudget } from './entry-budget';
import type { Publish } from './events';
import type { UniformRefusalDelay } from './passwords/uniform-refusal-delay';
import type { Asterisk } from './ports/asterisk';
import type { AuditEntry } from './ports/audit';
import type { BrandBehaviour, PhoneCaller } from './ports/brands';
import type { Clock } from './ports/clock';
import type { Directory } from './ports/directory';
import type { Log } from './ports/log';
import type { Neighbours } from './ports/neighbours';
import type { DeskStore } from './ports/store';
import type { Webhook } from './ports/webhook';
import type { LoggedInDecision } from './provisioning/config-decision';
import type { EnrolNow } from './provisioning/limit-enrolments';

/** What the desk's use cases work with. */
export interface DeskDeps {
  readonly store: DeskStore;
  readonly directory: Directory;
  readonly asterisk: Asterisk;
  readonly brands: BrandBehaviour;
  readonly phoneCaller: PhoneCaller;
  readonly webhook: Webhook;
  readonly neighbours: Neighbours;
  /** Whether FreePBX has all its rows. */
  readonly census: CensusWatch;
  /** The number of extensions of the PBX. */
  readonly extensionCount: () => Promise<number>;
  readonly clock: Clock;
  /** Waits that many milliseconds. Returns at once for zero or less. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Returns a new, unguessable id. */
  readonly newId: () => string;
  /** The service key, from which tokens are derived. */
  readonly tokenKey: Buffer;
  /** The hash of the config that this decision renders to. It differs exactly when the bytes differ. */
  readonly configHashOf: (decision: LoggedInDecision) => string;
  readonly publish: Publish;
  /** Called after jobs were committed. */
  readonly wakeOutbox: () => void;
  /** Delays refusals so that their timing does not reveal their cause. */
  readonly uniformRefusalDelay: UniformRefusalDelay;
  /** For audit entries that anybody can cause. */
  readonly auditBudget: AuditBudget;
  readonly enrolNow: EnrolNow;
  /** For the audit entries of PIN changes by users, by extension. */
  readonly pinChangeEntries: EntryBudget;
  /** For those of registrations that come and go, by extension: see limited-audit.ts. */
  readonly registrationEntries: EntryBudget;
  /** Writes a refusal to a phone into the audit, rate-limited: see refusal-audit.ts. */
  readonly recordRefusal: (entry: AuditEntry) => Promise<void>;
  readonly log: Log;
}
