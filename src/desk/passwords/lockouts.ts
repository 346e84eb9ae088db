import type { AttemptCounter } from '../ports/store';
import { type LimitScale, nextAttemptAt } from './attempt-policies';
import { type AttemptSubject, parseSubject, policyOf } from './attempt-subjects';

/** A subject that must wait before its next attempt. */
export interface Lockout {
  readonly subject: AttemptSubject;
  readonly failures: number;
  /** When the next attempt is allowed, in epoch milliseconds. */
  readonly until: number;
}

/** The lockouts among these counters that have not ended yet. */
export function activeLockouts(
  counters: readonly AttemptCounter[],
  scale: LimitScale,
  now: number,
): Lockout[] {
  return counters.flatMap((counter) => {
    const subject = parseSubject(counter.subject);
    const until = subject ? nextAttemptAt(counter, policyOf(subject, scale), now) : now;
    return subject && until > now ? [{ subject, failures: counter.failures, until }] : [];
  });
}
