import type { AttemptCounter } from '../ports/store';
import { ATTEMPT_POLICIES, type AttemptSubject, parseSubject, policyOf } from './attempt-subjects';
import { nextAttemptAt } from './attempts';

/** A subject that must wait before its next attempt. */
export interface Lockout {
  readonly subject: AttemptSubject;
  readonly failures: number;
  /** When the next attempt is allowed, in epoch milliseconds. */
  readonly until: number;
}

const POLICIES = Object.values(ATTEMPT_POLICIES);

/** Counters with fewer failures, or whose last failure is older, never cause a wait and need not be read. */
export const MIN_LOCKOUT_FAILURES = Math.min(...POLICIES.map(({ free }) => free));
export const LONGEST_WAIT_MS = Math.max(...POLICIES.flatMap(({ waits }) => [...waits]));

/** The lockouts among these counters that have not ended yet. */
export function activeLockouts(counters: readonly AttemptCounter[], now: number): Lockout[] {
  return counters.flatMap((counter) => {
    const subject = parseSubject(counter.subject);
    const until = subject ? nextAttemptAt(counter, policyOf(subject), now) : now;
    return subject && until > now ? [{ subject, failures: counter.failures, until }] : [];
  });
}
