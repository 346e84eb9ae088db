import { httpGet } from '../../src/simulator/http-get';
import type { BenchPhone } from '../phones';
import type { Timed } from './shapes';

const PATIENCE_MS = 60_000;

/** A request as phones make them: from an address of its own, over a connection of its own. Errors: no 200. */
export async function getAs(phone: BenchPhone, origin: string, path: string): Promise<string> {
  const answer = await httpGet({
    url: new URL(path, origin),
    localAddress: phone.address,
    userAgent: phone.userAgent,
    maxBytes: 1_000_000,
    timeoutMs: PATIENCE_MS,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (answer.status !== 200) throw new Error(`${answer.status} for ${path.split('?')[0]}`);
  return answer.body.toString('utf8');
}

/** Acts on all items, so many at a time, and takes the times. An act says whether it succeeded. */
export async function timed<T>(
  items: readonly T[],
  atOnce: number,
  act: (item: T) => Promise<boolean>,
): Promise<Timed> {
  const begun = performance.now();
  const each = await inFlight(items, atOnce, async (item) => {
    const asked = performance.now();
    return (await act(item)) ? performance.now() - asked : null;
  });
  const succeeded = each.filter((milliseconds) => milliseconds !== null);
  return {
    total: performance.now() - begun,
    each: succeeded,
    failed: each.length - succeeded.length,
  };
}

/** Acts on all items, so many at a time; the results stand in the order of the items. */
export async function inFlight<T, R>(
  items: readonly T[],
  atOnce: number,
  act: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...items.entries()].reverse();
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      results[next[0]] = await act(next[1]);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}
