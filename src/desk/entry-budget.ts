import { BoundedMap } from '../lib/bounded-map';
import { type Rate, RateLimiter } from '../lib/rate-limiter';
import type { Clock } from './ports/clock';

/** An entry that may be written: of the audit, or of the log. */
export interface AdmittedEntry {
  /** How many of this subject were left out since the last one. */
  readonly unlisted: number;
  /** The entry could not be written: the next one carries the count. */
  undo(): void;
}

/** How many entries each subject may cause. The rest is only counted. */
export interface EntryBudget {
  /** Null: the entry is left out, and counted. */
  admit(subject: string): AdmittedEntry | null;
  /** See RateLimit.isNewlyUsedUp. */
  isNewlyUsedUp(subject: string): boolean;
}

/** The counts are in memory: each instance has a budget of its own, and a restart gives a new one. */
export function createEntryBudget(clock: Clock, rate: Rate, maxSubjects: number): EntryBudget {
  const limits = new RateLimiter(clock, rate, maxSubjects);
  const unlistedOf = new BoundedMap<string, number>(maxSubjects);
  const add = (subject: string, count: number) =>
    unlistedOf.set(subject, (unlistedOf.get(subject) ?? 0) + count);
  return {
    admit(subject) {
      if (limits.isUsedUp(subject)) {
        add(subject, 1);
        return null;
      }
      limits.use(subject);
      const unlisted = unlistedOf.get(subject) ?? 0;
      unlistedOf.delete(subject);
      return { unlisted, undo: () => void (unlisted > 0 && add(subject, unlisted)) };
    },
    isNewlyUsedUp: (subject) => limits.isNewlyUsedUp(subject),
  };
}

/** Entries of one kind that the user of an extension can cause: 20 at once, then 10 an hour. */
export const RATE_PER_EXTENSION: Rate = { burst: 20, recoveryMs: 360_000 };

/** More than a PBX has extensions. */
export const MAX_EXTENSIONS = 10_000;
