import type { Clock } from '../../desk/ports/clock';
import { BoundedMap } from '../../lib/bounded-map';
import { sourceOf } from '../../lib/ip';
import { type Rate, RateLimiter } from '../../lib/rate-limiter';

/** Lines that one source can cause. */
const USUAL_RATE: Rate = { burst: 30, recoveryMs: 60_000 };
const MAX_SOURCES = 10_000;

/** Log lines that anybody can cause. */
export interface LogBudget {
  /** Calls `write`, or only counts the line; `unlisted` are those of this source that were only counted since the last. */
  write(source: string, write: (rest: { readonly unlisted?: number }) => void): void;
}

/** Bounds the log lines of each source, so that nobody can fill the disk. */
export function createLogBudget(clock: Clock, rate: Rate = USUAL_RATE): LogBudget {
  const sources = new RateLimiter(clock, rate, MAX_SOURCES);
  const unlistedOf = new BoundedMap<string, number>(MAX_SOURCES);
  return {
    write(source, write) {
      const name = sourceOf(source);
      const unlisted = unlistedOf.get(name) ?? 0;
      if (sources.isUsedUp(name)) {
        unlistedOf.set(name, unlisted + 1);
        return;
      }
      sources.use(name);
      unlistedOf.delete(name);
      write(unlisted > 0 ? { unlisted } : {});
    },
  };
}
