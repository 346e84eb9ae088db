import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { AttemptCounter, DeskTransaction } from '../ports/store';
import { type AttemptPolicy, type AttemptSubject, policyOf, subjectText } from './attempt-subjects';

export { ATTEMPT_POLICIES, type AttemptPolicy } from './attempt-subjects';

/** A wait of at least this length is a lockout, which is reported to the admin. */
const LOCKOUT_MS = 15 * 60_000;

export interface AttemptSource {
  readonly extension: string;
  readonly mac: Mac;
  readonly address: string;
}

/** An allowed attempt. It counts as a failure until it is released. */
export interface Attempt {
  readonly allowed: true;
  /** Whether the attempt may also match the Admin password. */
  readonly adminAllowed: boolean;
  readonly subjects: readonly string[];
  /** The subjects that are locked if this attempt fails. */
  readonly locks: readonly string[];
}

export type AttemptDecision = Attempt | { readonly allowed: false };

type AttemptDeps = Pick<DeskDeps, 'store' | 'clock'>;

/**
 * Counts an attempt as a failure before the password is checked, so that parallel attempts are all counted. Refused
 * attempts are not counted, so that waiting always helps.
 */
export async function reserveAttempt(deps: AttemptDeps, source: AttemptSource): Promise<AttemptDecision> {
  const known = await deps.store.wasVerifiedAt(source.mac, source.address);
  const subjects = known
    ? subjectsAtKnownPhone(source, await wasLastExtension(deps, source))
    : subjectsAtUnverifiedPhone(source);
  const limits = subjects.map(limitOf);
  const admin = (known ? adminAtKnownPhone(source) : ADMIN_AT_UNVERIFIED_PHONES).map(limitOf);
  return deps.store.transaction(async (tx) => {
    const now = deps.clock();
    const counters = await correctFutureCounters(
      tx,
      await tx.attempts([...limits, ...admin].map(subjectOf)),
      now,
    );
    const mustWait = (limit: Limit) => nextAttemptAt(counters.get(limit.subject), limit.policy, now) > now;
    if (limits.some(mustWait)) return { allowed: false };
    const adminAllowed = !admin.some(mustWait);
    const counted = adminAllowed ? [...limits, ...admin] : limits;
    for (const { subject, policy } of counted)
      await countFailure(tx, counters.get(subject), subject, policy, now);
    const locked = counted.filter((limit) => startsLockout(counters.get(limit.subject), limit.policy, now));
    return {
      allowed: true,
      adminAllowed,
      subjects: counted.map(({ subject }) => subject),
      locks: locked.map(({ subject }) => subject),
    };
  });
}

/** Removes the failure of an attempt that succeeded. Earlier failures stay, because others may have caused them. */
export async function releaseAttempt(deps: AttemptDeps, attempt: Attempt): Promise<void> {
  await deps.store.transaction((tx) => tx.forgiveAttempt(attempt.subjects));
}

/** When the next attempt is allowed, in epoch milliseconds. */
export function nextAttemptAt(
  counter: AttemptCounter | undefined,
  policy: AttemptPolicy,
  now: number,
): number {
  if (!counter || now - counter.lastAt >= policy.expireAfter) return now;
  const wait = waitAfter(counter.failures, policy);
  return wait === 0 ? now : counter.lastAt + wait;
}

interface Limit {
  readonly subject: string;
  readonly policy: AttemptPolicy;
}

function limitOf(subject: AttemptSubject): Limit {
  return { subject: subjectText(subject), policy: policyOf(subject) };
}

const subjectOf = ({ subject }: Limit): string => subject;

/** After the clock was set back, waits start from the current time. The failures stay. */
async function correctFutureCounters(
  tx: DeskTransaction,
  counters: ReadonlyMap<string, AttemptCounter>,
  now: number,
): Promise<ReadonlyMap<string, AttemptCounter>> {
  const corrected = new Map(counters);
  for (const counter of counters.values()) {
    if (counter.lastAt <= now) continue;
    const correctedCounter = { ...counter, lastAt: now };
    await tx.countAttempt(correctedCounter);
    corrected.set(counter.subject, correctedCounter);
  }
  return corrected;
}

function subjectsAtUnverifiedPhone({ extension, address }: AttemptSource): AttemptSubject[] {
  return [{ kind: 'extension', extension }, { kind: 'address', address }, { kind: 'unverified-phones' }];
}

const ADMIN_AT_UNVERIFIED_PHONES: readonly AttemptSubject[] = [{ kind: 'admin' }];

function adminAtKnownPhone({ mac, address }: AttemptSource): readonly AttemptSubject[] {
  return [{ kind: 'admin-at-phone', mac, address }, { kind: 'admin-at-all-phones' }];
}

/** Whether this extension was the last one at this phone and address. Guesses at other phones must not lock it out here. */
async function wasLastExtension(
  { store }: AttemptDeps,
  { extension, mac, address }: AttemptSource,
): Promise<boolean> {
  const last = await store.lastSessionAt(mac);
  return last?.extension === extension && last.phoneAddress === address && last.verifiedAt !== null;
}

function subjectsAtKnownPhone(
  { extension, mac, address }: AttemptSource,
  isLastExtension: boolean,
): AttemptSubject[] {
  const otherPhones: AttemptSubject = { kind: 'extension-at-other-phones', extension };
  return [
    ...(isLastExtension ? [] : [otherPhones]),
    { kind: 'extension-at-phone', extension, mac, address },
    { kind: 'phone', mac, address },
  ];
}

function waitAfter(failures: number, { free, waits }: AttemptPolicy): number {
  if (failures < free) return 0;
  return waits[Math.min(failures - free, waits.length - 1)] ?? 0;
}

async function countFailure(
  tx: DeskTransaction,
  counter: AttemptCounter | undefined,
  subject: string,
  policy: AttemptPolicy,
  now: number,
): Promise<void> {
  const isExpired = !counter || now - counter.lastAt >= policy.expireAfter;
  await tx.countAttempt({ subject, failures: isExpired ? 1 : counter.failures + 1, lastAt: now });
}

/** Whether this failure starts a lockout. */
function startsLockout(before: AttemptCounter | undefined, policy: AttemptPolicy, now: number): boolean {
  const failures = before && now - before.lastAt < policy.expireAfter ? before.failures : 0;
  return waitAfter(failures, policy) < LOCKOUT_MS && waitAfter(failures + 1, policy) >= LOCKOUT_MS;
}
