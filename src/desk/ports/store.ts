import type { Mac } from '../../lib/mac';
import type { EndReason, HotdeskPin, LastSeen, Mapping, Phone, Session, Template } from '../model';
import type { DeskSettings } from '../settings';
import type { AuditEntry } from './audit';
import type { StoredCensus } from './census';
import type { Job, JobQueue, PendingJob } from './outbox';
import type { PinDraftTable } from './pin-drafts';

/** The fields of a session that may change while it is active. */
export type SessionChange = Partial<
  Pick<
    Session,
    | 'endpoint'
    | 'technology'
    | 'state'
    | 'provisionedAt'
    | 'verifiedAt'
    | 'phoneAddress'
    | 'contactUri'
    | 'contactAddress'
    | 'contactLostAt'
    | 'loginAddress'
    | 'notifiedAt'
    | 'escalationLevel'
    | 'unverifiedAt'
    | 'deliveredHash'
    | 'notifiedHash'
  >
>;

/** One transaction. Reads lock the rows that they read until the transaction ends. */
export interface DeskTransaction {
  phone(mac: Mac): Promise<Phone | null>;
  activeSessionAt(mac: Mac): Promise<Session | null>;
  activeSessionsOf(extension: string): Promise<readonly Session[]>;
  session(id: string): Promise<Session | null>;
  /** Requires a new id, and no active session of its phone or extension. */
  beginSession(session: Session): Promise<void>;
  /** Changes an active session; false if it has ended meanwhile. */
  updateSession(id: string, change: SessionChange): Promise<boolean>;
  endSession(id: string, reason: EndReason, at: number): Promise<boolean>;
  /** Records that the phone of an ended session got its account after all, unless a fetch was recorded before. */
  recordLateFetch(id: string, at: number): Promise<void>;
  /** Keeps the order of jobs of one phone: earlier waiting jobs become due no later than this one. */
  addJob(mac: Mac, job: Job, dueAt: number): Promise<void>;
  /** The jobs of a session that wait for its phone, or run now. Webhooks do not count, here and below. */
  pendingJobs(sessionId: string): Promise<readonly Pick<PendingJob, 'job' | 'attempts'>[]>;
  /** Removes a job that will never be done. False if it is gone already. */
  removeJob(id: number): Promise<boolean>;
  /** Whether any jobs are waiting for a phone. */
  hasPendingJobsAt(mac: Mac): Promise<boolean>;
  addAudit(entry: AuditEntry): Promise<void>;
  settings(): Promise<DeskSettings>;
  /** Replaces the stored census. */
  setCensus(census: StoredCensus): Promise<void>;
  hotdeskPin(extension: string): Promise<HotdeskPin | null>;
  setHotdeskPin(pin: HotdeskPin): Promise<void>;
  /** The counters of these subjects, locked, so that parallel attempts see each other. A subject without one is left out. */
  attempts(subjects: readonly string[]): Promise<ReadonlyMap<string, AttemptCounter>>;
  /** Adds counters for subjects that `attempts` left out: what is missing cannot be locked. */
  addAttemptCounters(subjects: readonly string[]): Promise<void>;
  /** Writes a counter that was locked by `attempts`. */
  countAttempt(counter: AttemptCounter): Promise<void>;
  /** Removes one failure from each of these subjects. */
  forgiveAttempt(subjects: readonly string[]): Promise<void>;
}

/** Failed password attempts, or logins. `subject`: see attempt-subjects.ts; `lastAt`: see attempt-policies.ts. */
export interface AttemptCounter {
  readonly subject: string;
  readonly failures: number;
  readonly lastAt: number;
}

/** Which unused phones are removed: those of these brands or, with `isExcept`, of all others. */
export interface UnusedPhones {
  readonly seenBefore: number;
  readonly brands: readonly string[];
  readonly isExcept: boolean;
}

/** Our tables as the desk sees them (implemented in store/). */
export interface DeskStore {
  /** Runs the work in one transaction, and repeats it after a conflict with another one. */
  transaction<T>(work: (tx: DeskTransaction) => Promise<T>): Promise<T>;
  settings(): Promise<DeskSettings>;
  /** The last whole census; null before the first one. */
  census(): Promise<StoredCensus | null>;
  phone(mac: Mac): Promise<Phone | null>;
  activeSessionAt(mac: Mac): Promise<Session | null>;
  activeSessionsOf(extension: string): Promise<readonly Session[]>;
  activeSessions(): Promise<readonly Session[]>;
  activeSessionOfEndpoint(endpoint: string): Promise<Session | null>;
  session(id: string): Promise<Session | null>;
  lastSessionAt(mac: Mac): Promise<Session | null>;
  /** The same among the sessions that were verified, at this address or of this extension where one is given. */
  lastVerifiedSessionAt(
    mac: Mac,
    which?: { readonly address?: string; readonly extension?: string },
  ): Promise<Session | null>;
  hotdeskPin(extension: string): Promise<HotdeskPin | null>;
  /** A counter of attempts, read without a lock. */
  attemptCounter(subject: string): Promise<AttemptCounter | null>;
  readonly pinDrafts: PinDraftTable;
  /** The running session of an endpoint, else its latest ended one; null if it never had one. */
  lastSessionOfEndpoint(endpoint: string): Promise<Session | null>;
  /** The phone addresses of sessions that were provisioned and ended since then, by endpoint. Endpoints without any are left out. */
  endedSessionAddresses(
    endpoints: readonly string[],
    since: number,
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  /** The newest session of an endpoint that was provisioned, ended since then and whose phone was at this address. */
  lastEndedSession(endpoint: string, phoneAddress: string, since: number): Promise<Session | null>;
  /**
   * Sessions that ended since then, were the last at their phones, and whose phones have not fetched a file since. Leaves
   * out phones from whose address another phone has fetched later.
   */
  unreadLogouts(since: number): Promise<readonly Session[]>;
  templatesOf(brand: string): Promise<readonly Template[]>;
  mappingsOf(extension: string, brand: string): Promise<readonly Mapping[]>;
  /** The session, running or ended, whose token has this id. */
  sessionOfToken(tokenId: string): Promise<Session | null>;
  /** Whether a phone other than that of this MAC was last seen at an address. */
  isSeenByOther(address: string, mac: Mac): Promise<boolean>;
  /** The phone whose link has this id. */
  phoneOfLink(tokenId: string): Promise<Phone | null>;
  /**
   * Records that a link was used, apart from what its request claims. False if the database accepts no changes now, or not
   * in time.
   */
  recordLinkUse(tokenId: string): Promise<boolean>;
  /** Removes expired PIN drafts, failures and webhooks. Returns how many webhooks were dropped. */
  purgeExpired(now: number): Promise<number>;
  /**
   * Removes the oldest sessions that ended before that time and have no waiting jobs, at most `limit`, in one transaction.
   * Returns how many were removed.
   */
  purgeSessions(endedBefore: number, limit: number): Promise<number>;
  /** Removes the oldest audit entries before that time, at most `limit`, in one transaction. Returns how many were removed. */
  purgeAudit(before: number, limit: number): Promise<number>;
  /**
   * Removes phones that nobody uses: not seen lately, never logged in, not created or labelled by an admin, and in no mapping. At
   * most `limit`, the ones seen longest ago first. Returns how many were removed.
   */
  purgeUnusedPhones(which: UnusedPhones, limit: number): Promise<number>;
  /** How many phones nobody uses: see `purgeUnusedPhones`. */
  countUnusedPhones(which: UnusedPhones): Promise<number>;
  /** Adds a phone, or updates its last fetch and what its User-Agent says. */
  recordPhone(phone: {
    readonly mac: Mac;
    readonly brand: string;
    readonly model: string | null;
    readonly firmware: string | null;
    readonly lastSeen: LastSeen;
    /** True for a fetch by the link. */
    readonly linkUsed?: boolean;
  }): Promise<Phone>;
  /** Due jobs of a queue, oldest first. Of the jobs that were never tried, at most one per phone. */
  dueJobs(queue: JobQueue, now: number, limit: number): Promise<readonly PendingJob[]>;
  /** When the next job of a queue is due, in epoch milliseconds; null when none waits. */
  nextJobDueAt(queue: JobQueue, now: number): Promise<number | null>;
  finishJob(id: number): Promise<void>;
  postponeJob(id: number, dueAt: number, error: string): Promise<void>;
  /** Delays a job that cannot run yet. It keeps its position among the jobs of its phone. */
  deferJob(id: number, dueAt: number): Promise<void>;
}
