import type { Clock } from '../../desk/ports/clock';
import { BoundedMap } from '../../lib/bounded-map';
import { sourceOf } from '../../lib/ip';

/** After this long without a request, a phone of an unknown brand is reported again. */
const SILENCE_MS = 3_600_000;
const MAX_SOURCES = 10_000;

/**
 * Remembers where phones of unknown brands are, so that the log names each once and not at every request. The returned
 * function says whether a request from this source is to be reported.
 */
export function createUnknownPhoneTracker(clock: Clock): (source: string) => boolean {
  const lastRequests = new BoundedMap<string, number>(MAX_SOURCES);
  return (source) => {
    const name = sourceOf(source);
    const now = clock();
    const previous = lastRequests.get(name);
    lastRequests.set(name, now);
    return previous === undefined || now - previous >= SILENCE_MS;
  };
}
