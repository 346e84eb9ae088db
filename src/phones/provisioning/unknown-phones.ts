import type { Clock } from '../../desk/ports/clock';
import { sourceOf } from '../../lib/ip';

/** After so long a silence the next request of such a phone is news again. */
const SILENCE_MS = 3_600_000;
const MOST_SOURCES = 10_000;

/**
 * Remembers where phones of unknown brands are, so that an admin reads of each once and not at each of its requests.
 * Says whether a request from this source is news.
 */
export function createUnknownPhones(clock: Clock): (source: string) => boolean {
  const lastSeen = new Map<string, number>();
  return (source) => {
    const name = sourceOf(source);
    const now = clock();
    const before = lastSeen.get(name);
    // The oldest stands first, and is the first to be forgotten.
    lastSeen.delete(name);
    lastSeen.set(name, now);
    if (lastSeen.size > MOST_SOURCES) lastSeen.delete(lastSeen.keys().next().value ?? '');
    return before === undefined || now - before >= SILENCE_MS;
  };
}
