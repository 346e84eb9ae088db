import { BoundedMap } from '../../lib/bounded-map';
import { sourceOf } from '../../lib/ip';
import { RateLimit, RateLimiter } from '../../lib/rate-limiter';
import type { DeskDeps } from '../deps';
import type { AuditEntry } from '../ports/audit';
import type { Log } from '../ports/log';

/** How many refusals of one source are written down at once, and how fast it may have more written. */
const OF_ONE_SOURCE = { burst: 30, oneMoreAfterMs: 60_000 };
/** The same for all sources together. */
const OF_ALL = { burst: 300, oneMoreAfterMs: 1_000 };
const MOST_SOURCES = 10_000;

/**
 * Writes down what was refused to a phone. Refusals change nothing, and anybody can cause them: so the first ones of
 * a burst are written, the rest is counted, and the next one that is written says how many there were as `unlisted`.
 */
export function createRefusalAudit(
  { store, clock }: Pick<DeskDeps, 'store' | 'clock'>,
  log: Pick<Log, 'warn'>,
): (entry: AuditEntry) => Promise<void> {
  const sources = new RateLimiter(clock, OF_ONE_SOURCE, MOST_SOURCES);
  const all = new RateLimit(clock, OF_ALL);
  /** How many refusals of a source were not written since the last one that was. */
  const unlistedOf = new BoundedMap<string, number>(MOST_SOURCES);

  return async (entry) => {
    const source = sourceOf(entry.address ?? '');
    const unlisted = unlistedOf.get(source) ?? 0;
    if (sources.isUsedUp(source) || all.isUsedUp()) {
      unlistedOf.set(source, unlisted + 1);
      // docs/fail2ban.md reads this line: its words and the field `source` are a contract.
      if (sources.isNewlyUsedUp(source)) {
        log.warn({ source: entry.address, why: entry.action }, 'login storm');
      }
      return;
    }
    sources.use(source);
    all.use();
    unlistedOf.set(source, 0);
    const details = unlisted > 0 ? { ...entry.details, unlisted } : entry.details;
    await store.transaction((tx) => tx.addAudit({ ...entry, details }));
  };
}
