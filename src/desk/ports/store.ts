import type { Mac } from '../../lib/mac';
import type { EndReason, HotdeskPin, LastSeen, Mapping, Phone, Session, Template, Token } from '../model';
import type { DeskSettings } from '../settings';
import type { AuditEntry } from './audit';
import type { Job, JobQueue, PendingJob } from './outbox';
import type { PinDraftTable } from './pin-drafts';

/** What may change in a session while it is active. */
export type SessionChange = Partial<
  Pick<
    Session,
    | 'state'
    | 'provisionedAt'
    | 'verifiedAt'
    | 'phoneAddress'
    | 'contactUri'
    | 'notifiedAt'
    | 'escalationLevel'
    | 'unverifiedAt'
    | 'deliveredHash'
    | 'notifiedHash'
  >
>;

/** What one transaction sees and does. Reads lock what they read until the transaction ends. */
export interface DeskTransaction {
  phone(mac: Mac): Promise<Phone | null>;
  activeSessionAt(mac: Mac): Promise<Session | null>;
  activeSessionsOf(extension: string): Promise<readonly Session[]>;
  session(id: string): Promise<Session | null>;
  /** Its id must be new, and neither its phone nor its extension may have an active session. */
  beginSession(session: Session): Promise<void>;
  /** Changes an active session; false when it has ended meanwhile. */
  updateSession(id: string, change: SessionChange): Promise<boolean>;
  endSession(id: string, reason: EndReason, at: number): Promise<boolean>;
  /** Jobs of one phone are done in their order: what still waits before this one is not due later than it. */
  addJob(mac: Mac, job: Job, dueAt: number): Promise<void>;
  /** Whether anything is still to be done at the phone of a session for it. Webhooks do not count, here and below. */
  hasPendingJobs(sessionId: string): Promise<boolean>;
  /** Whether anything is still to be done at a phone. */
  hasPendingJobsAt(mac: Mac): Promise<boolean>;
  addAudit(entry: AuditEntry): Promise<void>;
  settings(): Promise<DeskSettings>;
  hotdeskPin(extension: string): Promise<HotdeskPin | null>;
  setHotdeskPin(pin: HotdeskPin): Promise<void>;
  /** The counters of these subjects, locked: attempts at the same time see each other. */
  attempts(subjects: readonly string[]): Promise<ReadonlyMap<string, AttemptCounter>>;
  /** Writes a counter that `attempts` has locked. */
  countAttempt(counter: AttemptCounter): Promise<void>;
  /** Takes one failure back from each of these subjects. */
  forgiveAttempt(subjects: readonly string[]): Promise<void>;
}

/** Failed attempts at a password. `subject` says whose: see attempts.ts. */
export interface AttemptCounter {
  readonly subject: string;
  readonly failures: number;
  readonly lastAt: number;
}

/** Our tables as the desk sees them (implemented in store/). */
export interface DeskStore {
  /** Runs the work in one transaction; runs it again when another one was faster. */
  transaction<T>(work: (tx: DeskTransaction) => Promise<T>): Promise<T>;
  settings(): Promise<DeskSettings>;
  phone(mac: Mac): Promise<Phone | null>;
  activeSessionAt(mac: Mac): Promise<Session | null>;
  activeSessionsOf(extension: string): Promise<readonly Session[]>;
  activeSessions(): Promise<readonly Session[]>;
  activeSessionOfEndpoint(endpoint: string): Promise<Session | null>;
  session(id: string): Promise<Session | null>;
  /** Whether a login of this phone was ever verified at this address. */
  wasVerifiedAt(mac: Mac, address: string): Promise<boolean>;
  lastSessionAt(mac: Mac): Promise<Session | null>;
  hotdeskPin(extension: string): Promise<HotdeskPin | null>;
  readonly pinDrafts: PinDraftTable;
  /** The running session of an endpoint, else the one that ended last; null when it never had one. */
  lastSessionOfEndpoint(endpoint: string): Promise<Session | null>;
  /** Where the phones of ended sessions were, by endpoint: of those of these endpoints that have any. */
  endedSessionAddresses(endpoints: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  /** The newest ended session of an endpoint whose phone was at this address. */
  lastEndedSession(endpoint: string, phoneAddress: string): Promise<Session | null>;
  /**
   * Sessions that ended since then and were the last at their phones, which have not fetched a file since. None of a
   * phone from whose address another one has asked later.
   */
  unreadLogouts(since: number): Promise<readonly Session[]>;
  templatesOf(brand: string): Promise<readonly Template[]>;
  mappingsOf(extension: string, brand: string): Promise<readonly Mapping[]>;
  token(id: string): Promise<Token | null>;
  /** The newest token that was given to this MAC at this address. */
  newestToken(mac: Mac, address: string): Promise<Token | null>;
  /** Whether a session ever had this token. */
  hadSession(tokenId: string): Promise<boolean>;
  /** Adds a token; the same token twice is no error. */
  addToken(token: Token): Promise<void>;
  /** Notes that a token was used; not more often than once an hour. */
  useToken(id: string, now: number): Promise<void>;
  /** Forgets what nobody needs any more: expired PIN drafts, and what is old: unused tokens, failures, webhooks. */
  purgeExpired(now: number): Promise<void>;
  /**
   * Removes the oldest sessions that ended before that moment and have no jobs waiting, at most `limit`, in one transaction.
   * `hadSession` still knows their tokens. Returns how many were removed.
   */
  purgeSessions(endedBefore: number, limit: number): Promise<number>;
  /** Removes the oldest audit entries from before that moment, at most `limit`, in one transaction. Returns how many. */
  purgeAudit(before: number, limit: number): Promise<number>;
  /** Makes a phone known, or takes note of its last fetch and what its User-Agent says. */
  recordPhone(seen: {
    readonly mac: Mac;
    readonly brand: string;
    readonly model: string | null;
    readonly firmware: string | null;
    readonly lastSeen: LastSeen;
  }): Promise<Phone>;
  /** Jobs of a lane whose time has come, oldest first: of those never tried, at most one for each phone. */
  dueJobs(queue: JobQueue, now: number, limit: number): Promise<readonly PendingJob[]>;
  /** When the next job of a lane is due, in epoch milliseconds; null when none waits. */
  nextJobDueAt(queue: JobQueue, now: number): Promise<number | null>;
  finishJob(id: number): Promise<void>;
  postponeJob(id: number, dueAt: number, error: string): Promise<void>;
  /** A job whose time has not come: it keeps its place in the order of its phone. */
  deferJob(id: number, dueAt: number): Promise<void>;
}
