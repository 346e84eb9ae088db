import type { AttemptCounter } from '../ports/store';
import { ATTEMPT_POLICIES, type AttemptSubject, policyOf, readSubject } from './attempt-subjects';
import { opensAt } from './attempts';

/** Somebody who has to wait before the next attempt at a password. */
export interface Lockout {
  readonly subject: AttemptSubject;
  readonly failures: number;
  /** When the next attempt may be made, in epoch milliseconds. */
  readonly until: number;
}

const POLICIES = Object.values(ATTEMPT_POLICIES);

/** Who has fewer failures than this, or whose last one is longer ago, waits for nothing: nobody need be asked. */
export const LEAST_FAILURES = Math.min(...POLICIES.map(({ free }) => free));
export const LONGEST_WAIT_MS = Math.max(...POLICIES.flatMap(({ waits }) => [...waits]));

/** Of these counters, whose time to wait is not over. */
export function lockoutsAmong(counters: readonly AttemptCounter[], now: number): Lockout[] {
  return counters.flatMap((counter) => {
    const subject = readSubject(counter.subject);
    const until = subject ? opensAt(counter, policyOf(subject), now) : now;
    return subject && until > now ? [{ subject, failures: counter.failures, until }] : [];
  });
}
