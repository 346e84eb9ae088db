import type { Clock } from '../../desk/ports/clock';
import type { Log } from '../../desk/ports/log';
import { createFirstReports } from '../../lib/first-reports';
import { sourceOf } from '../../lib/ip';
import { createLogBudget, type LogBudget } from '../../lib/log-budget';
import { type Rate, RateLimiter } from '../../lib/rate-limiter';
import { InternalSources } from './internal-sources';

/** Requests that a phone rarely makes. */
export type Penalty = 'no-such-file' | 'unknown-mac' | 'wrong-login';

/** Penalties of each kind that a source may collect before it is throttled, and how fast they expire. */
const RATES: Readonly<Record<Penalty, Rate>> = {
  'no-such-file': { burst: 60, recoveryMs: 10_000 },
  // A new site may have all its phones behind one address.
  'unknown-mac': { burst: 250, recoveryMs: 5_000 },
  'wrong-login': { burst: 60, recoveryMs: 10_000 },
};
const MAX_SOURCES = 10_000;
/** Lines of a source about fetched configs. A site of 250 phones behind one address may boot as a whole. */
const FETCH_LINES: Rate = { burst: 300, recoveryMs: 2_000 };

/**
 * Counts, per source address, missing files, unknown MACs and wrong logins, each apart from the others. Known phones are
 * never throttled, however many share one address.
 */
export interface FetchRateLimiter {
  /** Whether this source has used up its penalties of this kind and must be throttled. */
  isUsedUp(source: string, reason: Penalty): boolean;
  penalize(source: string, reason: Penalty): void;
  /** True for the first request of an unknown brand from this source, and again after an hour without one. */
  shouldReportUnknownPhone(source: string): boolean;
  /** The budget of log lines about fetched configs. Those with an account have their own: no stranger hides them. */
  fetchLog(sensitive: boolean): LogBudget;
}

export function createFetchRateLimiter(
  clock: Clock,
  log: Pick<Log, 'warn'>,
  sources = new InternalSources(),
): FetchRateLimiter {
  const limiterFor = (reason: Penalty) => new RateLimiter(clock, RATES[reason], MAX_SOURCES);
  const limiters: Readonly<Record<Penalty, RateLimiter>> = {
    'no-such-file': limiterFor('no-such-file'),
    'unknown-mac': limiterFor('unknown-mac'),
    'wrong-login': limiterFor('wrong-login'),
  };
  const isFirstOfSource = createFirstReports(clock);
  const fetchLogs = {
    plain: createLogBudget(clock, FETCH_LINES),
    sensitive: createLogBudget(clock, FETCH_LINES),
  };
  return {
    fetchLog: (sensitive) => (sensitive ? fetchLogs.sensitive : fetchLogs.plain),
    shouldReportUnknownPhone: (source) => isFirstOfSource(sourceOf(source)),
    isUsedUp: (source, reason) => limiters[reason].isUsedUp(sources.sourceOf(source)),
    penalize(source, reason) {
      const name = sources.sourceOf(source);
      const limiter = limiters[reason];
      limiter.use(name);
      if (!limiter.isNewlyUsedUp(name)) return;
      // The filter in docs/fail2ban.md matches this line: its fields, their order and its message are a contract.
      log.warn({ event: 'fetch.storm', source, reason }, 'fetch storm');
    },
  };
}
