import { RateLimit } from '../lib/rate-limiter';
import type { AuditEntry } from './ports/audit';
import type { Clock } from './ports/clock';

/** Entries that strangers can cause: 300 at once, then 300 an hour. */
const BUDGET = { burst: 300, recoveryMs: 12_000 };
const HOUR_MS = 3_600_000;

export interface AuditBudget {
  /** Writes the entry, or only counts it. */
  record(entry: AuditEntry): Promise<void>;
}

/**
 * Writes audit entries that anybody can cause, so that nobody can fill the table. What is beyond the budget is counted: one
 * entry, written with the first one after an hour, says how many are not listed.
 */
export function createAuditBudget({
  clock,
  write,
}: {
  readonly clock: Clock;
  readonly write: (entry: AuditEntry) => Promise<unknown>;
}): AuditBudget {
  const rate = new RateLimit(clock, BUDGET);
  let unlisted = new Map<string, number>();
  let since = 0;

  const summarise = async (): Promise<void> => {
    const details = { unlisted: Object.fromEntries(unlisted), since: new Date(since).toISOString() };
    unlisted = new Map();
    const nowhere = { mac: null, extension: null, address: null };
    await write({ at: clock(), actor: 'system', action: 'audit-limited', ...nowhere, details });
  };

  return {
    async record(entry) {
      if (unlisted.size > 0 && Math.abs(clock() - since) >= HOUR_MS) await summarise();
      if (rate.isUsedUp()) {
        if (unlisted.size === 0) since = clock();
        unlisted.set(entry.action, (unlisted.get(entry.action) ?? 0) + 1);
        return;
      }
      rate.use();
      await write(entry);
    },
  };
}
