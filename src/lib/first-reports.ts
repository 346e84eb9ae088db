import { BoundedMap } from './bounded-map';
import { RateLimit } from './rate-limiter';

/** After this long without a request, a subject is reported again. */
const SILENCE_MS = 3_600_000;
const MAX_SUBJECTS = 10_000;
/** Reports of all subjects together: a site of such phones, and then 300 an hour. */
const ALL = { burst: 300, recoveryMs: 12_000 };

/**
 * Remembers who was reported, such as a phone of an unknown brand, so that the log names each once and not at every request. The
 * returned function says whether a request of this subject is to be reported. The clock is in milliseconds.
 */
export function createFirstReports(clock: () => number): (subject: string) => boolean {
  const lastRequests = new BoundedMap<string, number>(MAX_SUBJECTS);
  const all = new RateLimit(clock, ALL);
  return (subject) => {
    const now = clock();
    const previous = lastRequests.get(subject);
    const isNew = previous === undefined || now - previous >= SILENCE_MS;
    // It is reported later.
    if (isNew && all.isUsedUp()) return false;
    lastRequests.set(subject, now);
    if (isNew) all.use();
    return isNew;
  };
}
