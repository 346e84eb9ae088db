import type { Clock } from '../../desk/ports/clock';
import { BoundedMap } from '../../lib/bounded-map';
import { sourceOf } from '../../lib/ip';

/** After so long a silence the next request of such a phone is news again. */
const SILENCE_MS = 3_600_000;
const MOST_SOURCES = 10_000;

/**
 * Remembers where phones of unknown brands are, so that an admin reads of each once and not at each of its requests.
 * Says whether a request from this source is news.
 */
export function createUnknownPhones(clock: Clock): (source: string) => boolean {
  const lastSeen = new BoundedMap<string, number>(MOST_SOURCES);
  return (source) => {
    const name = sourceOf(source);
    const now = clock();
    const before = lastSeen.get(name);
    lastSeen.set(name, now);
    return before === undefined || now - before >= SILENCE_MS;
  };
}
