import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { AttemptCounter, DeskTransaction } from '../ports/store';
import { type AttemptPolicy, type AttemptSubject, policyOf, subjectText } from './attempt-subjects';

export { ATTEMPT_POLICIES, type AttemptPolicy } from './attempt-subjects';

/** A wait of this length is a lockout: an admin hears of it and can lift it. */
const LOCKOUT_MS = 15 * 60_000;

export interface AttemptSource {
  readonly extension: string;
  readonly mac: Mac;
  readonly address: string;
}

/** An attempt that may be made. It stands as a failure until it is taken back. */
export interface Attempt {
  readonly allowed: true;
  /** Whether the Admin password may be tried too. */
  readonly adminAllowed: boolean;
  readonly subjects: readonly string[];
  /** What this attempt locks, should it fail. */
  readonly locks: readonly string[];
}

export type AttemptDecision = Attempt | { readonly allowed: false };

type AttemptDeps = Pick<DeskDeps, 'store' | 'clock'>;

/**
 * Counts an attempt before it is made: any number at the same time count as any number. What is refused is not
 * counted, so waiting helps.
 */
export async function takeAttempt(deps: AttemptDeps, source: AttemptSource): Promise<AttemptDecision> {
  const known = await deps.store.wasVerifiedAt(source.mac, source.address);
  const subjects = known ? ofKnownPhone(source, await isLastUser(deps, source)) : ofUnverifiedPhone(source);
  const limits = subjects.map(limitOf);
  const admin = (known ? adminAtKnownPhone(source) : ADMIN_AT_UNVERIFIED_PHONES).map(limitOf);
  return deps.store.transaction(async (tx) => {
    const now = deps.clock();
    const counters = await notInFuture(tx, await tx.attempts([...limits, ...admin].map(subjectOf)), now);
    const waits = (limit: Limit) => opensAt(counters.get(limit.subject), limit.policy, now) > now;
    if (limits.some(waits)) return { allowed: false };
    const adminAllowed = !admin.some(waits);
    const counted = adminAllowed ? [...limits, ...admin] : limits;
    for (const { subject, policy } of counted) await count(tx, counters.get(subject), subject, policy, now);
    const locked = counted.filter((limit) => justLocked(counters.get(limit.subject), limit.policy, now));
    return {
      allowed: true,
      adminAllowed,
      subjects: counted.map(({ subject }) => subject),
      locks: locked.map(({ subject }) => subject),
    };
  });
}

/** The attempt was right: it is no failure. Failures before it, whoever's they are, stay. */
export async function takeBack(deps: AttemptDeps, attempt: Attempt): Promise<void> {
  await deps.store.transaction((tx) => tx.forgiveAttempt(attempt.subjects));
}

/** When a subject may be tried again, in epoch milliseconds. */
export function opensAt(counter: AttemptCounter | undefined, policy: AttemptPolicy, now: number): number {
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

/** After the clock was set back nobody waits until it is as late again: the wait begins now, the failures stay. */
async function notInFuture(
  tx: DeskTransaction,
  counters: ReadonlyMap<string, AttemptCounter>,
  now: number,
): Promise<ReadonlyMap<string, AttemptCounter>> {
  const corrected = new Map(counters);
  for (const counter of counters.values()) {
    if (counter.lastAt <= now) continue;
    const anew = { ...counter, lastAt: now };
    await tx.countAttempt(anew);
    corrected.set(counter.subject, anew);
  }
  return corrected;
}

function ofUnverifiedPhone({ extension, address }: AttemptSource): AttemptSubject[] {
  return [{ kind: 'extension', extension }, { kind: 'address', address }, { kind: 'unverified-phones' }];
}

const ADMIN_AT_UNVERIFIED_PHONES: readonly AttemptSubject[] = [{ kind: 'admin' }];

function adminAtKnownPhone({ mac, address }: AttemptSource): readonly AttemptSubject[] {
  return [{ kind: 'admin-at-phone', mac, address }, { kind: 'admin-at-all-phones' }];
}

/** Whether this extension, and nobody after it, used the phone from there: what others guess elsewhere is not its fault. */
async function isLastUser(
  { store }: AttemptDeps,
  { extension, mac, address }: AttemptSource,
): Promise<boolean> {
  const last = await store.lastSessionAt(mac);
  return last?.extension === extension && last.phoneAddress === address && last.verifiedAt !== null;
}

function ofKnownPhone({ extension, mac, address }: AttemptSource, isLast: boolean): AttemptSubject[] {
  const others: AttemptSubject = { kind: 'extension-at-other-phones', extension };
  return [
    ...(isLast ? [] : [others]),
    { kind: 'extension-at-phone', extension, mac, address },
    { kind: 'phone', mac, address },
  ];
}

function waitAfter(failures: number, { free, waits }: AttemptPolicy): number {
  if (failures < free) return 0;
  return waits[Math.min(failures - free, waits.length - 1)] ?? 0;
}

async function count(
  tx: DeskTransaction,
  counter: AttemptCounter | undefined,
  subject: string,
  policy: AttemptPolicy,
  now: number,
): Promise<void> {
  const forgotten = !counter || now - counter.lastAt >= policy.expireAfter;
  await tx.countAttempt({ subject, failures: forgotten ? 1 : counter.failures + 1, lastAt: now });
}

/** Whether this failure is the one after which it is locked. */
function justLocked(before: AttemptCounter | undefined, policy: AttemptPolicy, now: number): boolean {
  const failures = before && now - before.lastAt < policy.expireAfter ? before.failures : 0;
  return waitAfter(failures, policy) < LOCKOUT_MS && waitAfter(failures + 1, policy) >= LOCKOUT_MS;
}
