import { BoundedMap } from '../../lib/bounded-map';
import { sourceOf } from '../../lib/ip';
import { RateLimit, RateLimiter } from '../../lib/rate-limiter';
import type { DeskDeps } from '../deps';
import type { AuditEntry } from '../ports/audit';
import type { Log } from '../ports/log';

/** Audit entries for refusals to one source. */
const RATE_PER_SOURCE = { burst: 30, recoveryMs: 60_000 };
/** The same for all sources together. */
const RATE_OF_ALL = { burst: 300, recoveryMs: 1_000 };
const MAX_SOURCES = 10_000;

/**
 * Writes refusals to phones into the audit. Any source can cause refusals, so only the first ones of a burst are written.
 * The rest is counted, and the next entry carries the count as `unlisted`.
 */
export function createRefusalAudit(
  { store, clock }: Pick<DeskDeps, 'store' | 'clock'>,
  log: Pick<Log, 'warn'>,
): (entry: AuditEntry) => Promise<void> {
  const sources = new RateLimiter(clock, RATE_PER_SOURCE, MAX_SOURCES);
  const all = new RateLimit(clock, RATE_OF_ALL);
  /** Refusals of a source since its last audit entry. */
  const unlistedOf = new BoundedMap<string, number>(MAX_SOURCES);

  return async (entry) => {
    const source = sourceOf(entry.address ?? '');
    const unlisted = unlistedOf.get(source) ?? 0;
    if (sources.isUsedUp(source) || all.isUsedUp()) {
      unlistedOf.set(source, unlisted + 1);
      // The filter in docs/fail2ban.md matches this line: its fields, their order and the message are a contract.
      if (sources.isNewlyUsedUp(source)) {
        log.warn({ event: 'login.storm', source: entry.address, reason: entry.action }, 'login storm');
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
