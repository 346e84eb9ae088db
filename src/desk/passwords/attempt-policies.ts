import type { AttemptCounter } from '../ports/store';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A wait of at least this length is a lockout, which is reported to the admin. */
const LOCKOUT_MS = 15 * MINUTE;

/** How many failures cost no wait, the wait after each further one, and when failures expire. In milliseconds. */
export interface GrowingWaits {
  readonly free: number;
  /** The last one applies to all further failures. */
  readonly waits: readonly number[];
  readonly expireAfter: number;
  /** One failure is forgotten each time that this long passes without another one. */
  readonly forgetOneAfter?: number;
}

/** So many at once; each of them is available again after this time, one by one. */
export interface Budget {
  readonly burst: number;
  readonly recoveryMs: number;
}

export type AttemptPolicy = GrowingWaits | Budget;

/** What the size of some limits depends on. */
export interface LimitScale {
  /** The number of extensions of the PBX. */
  readonly extensions: number;
  readonly maxLoginsPerHour: number;
}

const GROWING_WAITS = [30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR];

/**
 * The limits of failures. An unverified phone is one that known-phone.ts does not know. All unverified phones share one limit
 * per extension, so that an attacker gains nothing from many addresses, and one budget of failures for all extensions,
 * so that likely PINs cannot be tried everywhere. A known phone has limits of its own, so that others cannot lock its user
 * out. A user with a valid PIN can create any number of known phones, so known phones also share a limit per extension,
 * except for the phone where that extension was logged in last. It is so wide that the phone of the guesser is locked first.
 */
export const ATTEMPT_POLICIES = {
  extensionAtUnverifiedPhones: { free: 3, waits: GROWING_WAITS, expireAfter: DAY },
  unverifiedAddress: {
    free: 30,
    waits: [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE],
    expireAfter: 2 * HOUR,
  },
  extensionAtOtherPhones: { burst: 30, recoveryMs: 2 * HOUR },
  extensionAtPhone: { free: 5, waits: GROWING_WAITS, expireAfter: DAY, forgetOneAfter: 6 * HOUR },
  othersAtPhone: { burst: 8, recoveryMs: 15 * MINUTE },
  adminAtUnverifiedPhones: { free: 5, waits: GROWING_WAITS, expireAfter: DAY },
  adminAtPhone: { free: 5, waits: GROWING_WAITS, expireAfter: DAY },
  adminAtAllPhones: { free: 100, waits: [MINUTE], expireAfter: HOUR },
} as const satisfies Record<string, AttemptPolicy>;

/**
 * The failures of all unverified phones together. The burst is for the first day of a new floor, where people mistype; the
 * rest is little, because each failure is a chance to find a likely PIN.
 */
export function unverifiedPhonesBudget(extensions: number): Budget {
  return { burst: 30 + Math.ceil(extensions / 5), recoveryMs: HOUR / (1 + extensions / 200) };
}

/** Logins of one extension with the right password. */
export function loginBudget(maxLoginsPerHour: number): Budget {
  return maxLoginsPerHour === 0
    ? { burst: Number.POSITIVE_INFINITY, recoveryMs: 1 }
    : { burst: maxLoginsPerHour, recoveryMs: HOUR / maxLoginsPerHour };
}

/** Counters with fewer failures than this, or whose last failure is older, never cause a wait and need not be read. */
export function lockoutRange({ maxLoginsPerHour }: LimitScale): {
  readonly least: number;
  readonly longestMs: number;
} {
  const policies: AttemptPolicy[] = [
    ...Object.values(ATTEMPT_POLICIES),
    unverifiedPhonesBudget(0),
    loginBudget(maxLoginsPerHour),
  ];
  return {
    least: Math.min(...policies.map((policy) => ('burst' in policy ? policy.burst : policy.free))),
    longestMs: Math.max(
      ...policies.flatMap((policy) => ('burst' in policy ? policy.recoveryMs : policy.waits)),
    ),
  };
}

/** When the next attempt is allowed, in epoch milliseconds. */
export function nextAttemptAt(
  counter: AttemptCounter | undefined,
  policy: AttemptPolicy,
  now: number,
): number {
  if (!counter) return now;
  if ('burst' in policy) return counter.failures < policy.burst ? now : counter.lastAt + policy.recoveryMs;
  return now - counter.lastAt >= policy.expireAfter
    ? now
    : counter.lastAt + waitAfter(counter.failures, policy);
}

/** The counter after one more failure. The time of a budget is the one until which failures have been recovered. */
export function afterFailure(
  subject: string,
  counter: AttemptCounter | undefined,
  policy: AttemptPolicy,
  now: number,
): AttemptCounter {
  const left = failuresLeft(counter, policy, now);
  if (!counter || left === 0 || !('burst' in policy)) return { subject, failures: left + 1, lastAt: now };
  const recovered = recoveries(counter, policy, now);
  return { subject, failures: left + 1, lastAt: counter.lastAt + recovered * policy.recoveryMs };
}

/** Whether this failure starts a lockout. */
export function startsLockout(
  before: AttemptCounter | undefined,
  policy: AttemptPolicy,
  now: number,
): boolean {
  const failures = failuresLeft(before, policy, now);
  if ('burst' in policy) {
    // Once each time that the budget is used up, not at each failure that recovered meanwhile.
    const isRefill = before !== undefined && recoveries(before, policy, now) > 0;
    return failures + 1 === policy.burst && !isRefill;
  }
  return waitAfter(failures, policy) < LOCKOUT_MS && waitAfter(failures + 1, policy) >= LOCKOUT_MS;
}

function failuresLeft(counter: AttemptCounter | undefined, policy: AttemptPolicy, now: number): number {
  if (!counter) return 0;
  if ('burst' in policy) {
    // The burst may have been larger: fewer extensions, another setting.
    return Math.max(0, Math.min(counter.failures, policy.burst) - recoveries(counter, policy, now));
  }
  const since = now - counter.lastAt;
  if (since >= policy.expireAfter) return 0;
  const forgotten = policy.forgetOneAfter === undefined ? 0 : Math.floor(since / policy.forgetOneAfter);
  return Math.max(0, counter.failures - forgotten);
}

function recoveries(counter: AttemptCounter, { recoveryMs }: Budget, now: number): number {
  return Math.floor((now - counter.lastAt) / recoveryMs);
}

function waitAfter(failures: number, { free, waits }: GrowingWaits): number {
  if (failures < free) return 0;
  return waits[Math.min(failures - free, waits.length - 1)] ?? 0;
}
