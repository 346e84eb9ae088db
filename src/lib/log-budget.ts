import { BoundedMap } from './bounded-map';
import { sourceOf } from './ip';
import { type Rate, RateLimit, RateLimiter } from './rate-limiter';

/** Lines that one source can cause. */
const USUAL_RATE: Rate = { burst: 30, recoveryMs: 60_000 };
/** All sources together can cause the lines of this many. */
const ALL_SOURCES = 10;
const MAX_SOURCES = 10_000;

/** What a line says of those that were only counted since the last one. */
export interface UnlistedLines {
  /** Those of the same source. */
  readonly unlisted?: number;
  /** Those of all sources that were beyond what all together may write. */
  readonly unlistedOfAll?: number;
}

/** Log lines that anybody can cause. */
export interface LogBudget {
  /** Calls `write`, or only counts the line. */
  write(source: string, write: (rest: UnlistedLines) => void): void;
}

/**
 * Bounds the log lines of each source, and of all together, so that nobody can fill the disk. The clock is in milliseconds.
 */
export function createLogBudget(clock: () => number, rate: Rate = USUAL_RATE): LogBudget {
  const sources = new RateLimiter(clock, rate, MAX_SOURCES);
  const all = new RateLimit(clock, {
    burst: rate.burst * ALL_SOURCES,
    recoveryMs: rate.recoveryMs / ALL_SOURCES,
  });
  const unlistedOf = new BoundedMap<string, number>(MAX_SOURCES);
  let unlistedOfAll = 0;
  return {
    write(source, write) {
      const name = sourceOf(source);
      const unlisted = unlistedOf.get(name) ?? 0;
      const isBeyondAll = all.isUsedUp();
      if (isBeyondAll) unlistedOfAll += 1;
      if (isBeyondAll || sources.isUsedUp(name)) {
        unlistedOf.set(name, unlisted + 1);
        return;
      }
      const rest = { ...(unlisted > 0 ? { unlisted } : {}), ...(unlistedOfAll > 0 ? { unlistedOfAll } : {}) };
      all.use();
      sources.use(name);
      unlistedOf.delete(name);
      unlistedOfAll = 0;
      write(rest);
    },
  };
}
