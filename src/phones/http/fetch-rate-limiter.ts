import type { Clock } from '../../desk/ports/clock';
import type { Log } from '../../desk/ports/log';
import { sourceOf } from '../../lib/ip';
import { RateLimiter } from '../../lib/rate-limiter';
import { createUnknownPhones } from '../provisioning/unknown-phones';

/** What a source may do wrong before it is slowed, and how fast that is forgiven. */
const MAX_PENALTIES = { burst: 60, recoveryMs: 10_000 };
const MOST_SOURCES = 10_000;

/**
 * Counts, for each source address, requests that no phone makes often: files that do not exist, MACs that nobody
 * has seen, wrong logins. Phones that are known are never held up, however many stand behind one address.
 */
export interface FetchRateLimiter {
  /** Whether this source has used up what it may do wrong. */
  isUsedUp(source: string): boolean;
  penalize(source: string, why: 'no-such-file' | 'unknown-mac' | 'wrong-login'): void;
  /** Whether a phone of an unknown brand at this source is news: once, and again after an hour of silence. */
  isNews(source: string): boolean;
}

export function createFetchRateLimiter(clock: Clock, log: Pick<Log, 'warn'>): FetchRateLimiter {
  const limiter = new RateLimiter(clock, MAX_PENALTIES, MOST_SOURCES);
  return {
    isNews: createUnknownPhones(clock),
    isUsedUp: (source) => limiter.isUsedUp(sourceOf(source)),
    penalize(source, why) {
      const name = sourceOf(source);
      limiter.use(name);
      if (!limiter.isNewlyUsedUp(name)) return;
      // docs/fail2ban.md reads this line: its words and the field `source` are a contract.
      log.warn({ source, why }, 'fetch storm');
    },
  };
}
