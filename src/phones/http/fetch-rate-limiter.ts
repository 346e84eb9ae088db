import type { Clock } from '../../desk/ports/clock';
import type { Log } from '../../desk/ports/log';
import { sourceOf } from '../../lib/ip';
import { RateLimiter } from '../../lib/rate-limiter';
import { createUnknownPhoneTracker } from '../provisioning/unknown-phones';

/** Penalties that a source may collect before it is throttled, and how fast they expire. */
const MAX_PENALTIES = { burst: 60, recoveryMs: 10_000 };
const MAX_SOURCES = 10_000;

/**
 * Counts, per source address, requests that a phone rarely makes: missing files, unknown MACs, wrong logins. Known
 * phones are never throttled, however many share one address.
 */
export interface FetchRateLimiter {
  /** Whether this source has used up its penalties and must be throttled. */
  isUsedUp(source: string): boolean;
  penalize(source: string, reason: 'no-such-file' | 'unknown-mac' | 'wrong-login'): void;
  /** True for the first request of an unknown brand from this source, and again after an hour without one. */
  shouldReportUnknownPhone(source: string): boolean;
}

export function createFetchRateLimiter(clock: Clock, log: Pick<Log, 'warn'>): FetchRateLimiter {
  const limiter = new RateLimiter(clock, MAX_PENALTIES, MAX_SOURCES);
  return {
    shouldReportUnknownPhone: createUnknownPhoneTracker(clock),
    isUsedUp: (source) => limiter.isUsedUp(sourceOf(source)),
    penalize(source, reason) {
      const name = sourceOf(source);
      limiter.use(name);
      if (!limiter.isNewlyUsedUp(name)) return;
      // The filter in docs/fail2ban.md matches this line: its fields, their order and its message are a contract.
      log.warn({ event: 'fetch.storm', source, reason }, 'fetch storm');
    },
  };
}
