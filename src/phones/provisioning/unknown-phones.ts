import type { Clock } from '../../desk/ports/clock';
import { BoundedMap } from '../../lib/bounded-map';
import { sourceOf } from '../../lib/ip';
import { RateLimit } from '../../lib/rate-limiter';

/** After this long without a request, a phone of an unknown brand is reported again. */
const SILENCE_MS = 3_600_000;
const MAX_SOURCES = 10_000;
/** Reports of all sources together: a site of unknown phones, and then 300 an hour. */
const ALL = { burst: 300, recoveryMs: 12_000 };

/**
 * Remembers where phones of unknown brands are, so that the log names each once and not at every request. The returned
 * function says whether a request from this source is to be reported.
 */
export function createUnknownPhoneTracker(clock: Clock): (source: string) => boolean {
  const lastRequests = new BoundedMap<string, number>(MAX_SOURCES);
  const all = new RateLimit(clock, ALL);
  return (source) => {
    const name = sourceOf(source);
    const now = clock();
    const previous = lastRequests.get(name);
    const isNew = previous === undefined || now - previous >= SILENCE_MS;
    // Such a phone is reported later.
    if (isNew && all.isUsedUp()) return false;
    lastRequests.set(name, now);
    if (isNew) all.use();
    return isNew;
  };
}
