import { isInNetworks, sourceOf } from '../../lib/ip';
import type { DeskDeps } from '../deps';
import type { AttemptCounter, DeskTransaction } from '../ports/store';
import type { DeskSettings } from '../settings';
import {
  type AttemptPolicy,
  afterFailure,
  type LimitScale,
  nextAttemptAt,
  startsLockout,
} from './attempt-policies';
import { type AttemptSubject, policyOf, subjectText } from './attempt-subjects';
import { findKnownPhone, type KnownPhone, type PhoneClaim } from './known-phone';

/** Who is tried, and where. */
export interface AttemptSource extends PhoneClaim {
  readonly extension: string;
}

/** An allowed attempt. It counts as a failure until it is released. */
export interface Attempt {
  readonly allowed: true;
  /** Whether the attempt may also match the Admin password. */
  readonly adminAllowed: boolean;
  readonly isKnownPhone: boolean;
  readonly subjects: readonly string[];
  /** The subjects that are locked if this attempt fails. */
  readonly locks: readonly string[];
}

export type AttemptDecision = Attempt | { readonly allowed: false };

/** What the limits work with. */
export type AttemptDeps = Pick<DeskDeps, 'store' | 'clock' | 'tokenKey' | 'neighbours' | 'extensionCount'>;
type LimitSettings = Pick<DeskSettings, 'internalNetworks' | 'maxLoginsPerHour'>;

/**
 * Counts an attempt as a failure before the password is checked, so that parallel attempts are all counted. Refused
 * attempts are not counted, so that waiting always helps.
 */
export async function reserveAttempt(
  deps: AttemptDeps,
  settings: LimitSettings,
  source: AttemptSource,
): Promise<AttemptDecision> {
  const known = await findKnownPhone(deps, source);
  const scale = { ...settings, extensions: known ? 0 : await deps.extensionCount() };
  const toLimit = (subject: AttemptSubject) => limitOf(subject, scale);
  const subjects = known ? subjectsAtKnownPhone(source, known) : subjectsAtUnverifiedPhone(settings, source);
  const limits = subjects.map(toLimit);
  const admin = (known ? adminAtKnownPhone(known) : ADMIN_AT_UNVERIFIED_PHONES).map(toLimit);
  return deps.store.transaction(async (tx) => {
    const now = deps.clock();
    const counters = await countersIfAllowed(tx, limits, admin, now);
    if (!counters) return { allowed: false };
    const adminAllowed = !admin.some((limit) => mustWait(counters, limit, now));
    const counted = adminAllowed ? [...limits, ...admin] : limits;
    for (const { subject, policy } of counted)
      await tx.countAttempt(afterFailure(subject, counters.get(subject), policy, now));
    const locked = counted.filter((limit) => startsLockout(counters.get(limit.subject), limit.policy, now));
    return {
      allowed: true,
      adminAllowed,
      isKnownPhone: known !== null,
      subjects: counted.map(({ subject }) => subject),
      locks: locked.map(({ subject }) => subject),
    };
  });
}

/** Removes the failure of an attempt that succeeded. Earlier failures stay, because others may have caused them. */
export async function releaseAttempt(
  deps: Pick<DeskDeps, 'store'>,
  attempt: Pick<Attempt, 'subjects'>,
): Promise<void> {
  await deps.store.transaction((tx) => tx.forgiveAttempt(attempt.subjects));
}

/** A login that the limit of right logins allows. It names the subject that it locks, if it is the last one for now. */
export type CountedLogin =
  | { readonly allowed: true; readonly locks: readonly string[] }
  | { readonly allowed: false };

/** Whether an extension must wait before its next login, whatever the password. A plain read, without a lock. */
export async function isLoginLimitReached(
  { store, clock }: Pick<DeskDeps, 'store' | 'clock'>,
  { maxLoginsPerHour }: LimitSettings,
  extension: string,
): Promise<boolean> {
  if (maxLoginsPerHour === 0) return false;
  const { subject, policy } = loginLimit(extension, maxLoginsPerHour);
  const now = clock();
  const counter = await store.attemptCounter(subject);
  return counter !== null && counter.lastAt <= now && nextAttemptAt(counter, policy, now) > now;
}

/** Counts a login with the right password. */
export async function countLogin(
  { store, clock }: Pick<DeskDeps, 'store' | 'clock'>,
  { maxLoginsPerHour }: LimitSettings,
  extension: string,
): Promise<CountedLogin> {
  if (maxLoginsPerHour === 0) return { allowed: true, locks: [] };
  const limit = loginLimit(extension, maxLoginsPerHour);
  const { subject, policy } = limit;
  return store.transaction(async (tx) => {
    const now = clock();
    const counters = await countersIfAllowed(tx, [limit], [], now);
    if (!counters) return { allowed: false };
    const counter = counters.get(subject);
    await tx.countAttempt(afterFailure(subject, counter, policy, now));
    return { allowed: true, locks: startsLockout(counter, policy, now) ? [subject] : [] };
  });
}

interface Limit {
  readonly subject: string;
  readonly policy: AttemptPolicy;
}

function limitOf(subject: AttemptSubject, scale: LimitScale): Limit {
  return { subject: subjectText(subject), policy: policyOf(subject, scale) };
}

function loginLimit(extension: string, maxLoginsPerHour: number): Limit {
  return limitOf({ kind: 'logins', extension }, { extensions: 0, maxLoginsPerHour });
}

type Counters = ReadonlyMap<string, AttemptCounter>;

function mustWait(counters: Counters, { subject, policy }: Limit, now: number): boolean {
  return nextAttemptAt(counters.get(subject), policy, now) > now;
}

/**
 * The counters of these limits and of further ones, locked; null when one of these limits says that the attempt must wait. A
 * refused attempt adds no counters: anybody can make up extensions.
 */
async function countersIfAllowed(
  tx: DeskTransaction,
  limits: readonly Limit[],
  further: readonly Limit[],
  now: number,
): Promise<Counters | null> {
  const all = [...limits, ...further];
  const isRefused = (counters: Counters) => limits.some((limit) => mustWait(counters, limit, now));
  const existing = await countersOf(tx, all, now);
  if (isRefused(existing)) return null;
  const missing = all.map(({ subject }) => subject).filter((subject) => !existing.has(subject));
  if (missing.length === 0) return existing;
  await tx.addAttemptCounters(missing);
  // A parallel attempt may have added and used them up meanwhile.
  const counters = await countersOf(tx, all, now);
  return isRefused(counters) ? null : counters;
}

/** The counters, locked. After the clock was set back, waits start from the current time. The failures stay. */
async function countersOf(tx: DeskTransaction, limits: readonly Limit[], now: number): Promise<Counters> {
  const counters = new Map(await tx.attempts(limits.map(({ subject }) => subject)));
  for (const counter of counters.values()) {
    if (counter.lastAt <= now) continue;
    const corrected = { ...counter, lastAt: now };
    await tx.countAttempt(corrected);
    counters.set(counter.subject, corrected);
  }
  return counters;
}

function subjectsAtUnverifiedPhone(
  { internalNetworks }: LimitSettings,
  { extension, address }: AttemptSource,
): AttemptSubject[] {
  // Strangers outside must not use up what people inside need for their first logins.
  const isInternal = isInNetworks(address, internalNetworks);
  return [
    { kind: 'extension', extension },
    // Inside, an IPv6 /64 is a LAN of many phones.
    { kind: 'address', address: isInternal ? address : sourceOf(address) },
    { kind: isInternal ? 'unverified-internal-phones' : 'unverified-external-phones' },
  ];
}

const ADMIN_AT_UNVERIFIED_PHONES: readonly AttemptSubject[] = [{ kind: 'admin' }];

function adminAtKnownPhone({ mac, address }: KnownPhone): readonly AttemptSubject[] {
  return [{ kind: 'admin-at-phone', mac, address }, { kind: 'admin-at-all-phones' }];
}

/**
 * Failures for the extension that was logged in last at this phone count for it here only: guesses elsewhere must not lock it
 * out. Failures for any other extension count against the phone first.
 */
function subjectsAtKnownPhone(
  { extension }: AttemptSource,
  { mac, address, lastExtension }: KnownPhone,
): AttemptSubject[] {
  const own: AttemptSubject = { kind: 'extension-at-phone', extension, mac, address };
  if (extension === lastExtension) return [own];
  return [own, { kind: 'phone', mac, address }, { kind: 'extension-at-other-phones', extension }];
}
