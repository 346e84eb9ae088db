import { httpGet } from '../../src/simulator/http-get';
import type { BenchPhone } from '../phones';
import type { Timed } from './shapes';

const REQUEST_TIMEOUT_MS = 60_000;

/** A GET as phones send it: from the phone's own address, over a new connection. Errors: the status is not 200. */
export async function getAs(phone: BenchPhone, origin: string, path: string): Promise<string> {
  const answer = await httpGet({
    url: new URL(path, origin),
    localAddress: phone.address,
    userAgent: phone.userAgent,
    maxBytes: 1_000_000,
    timeoutMs: REQUEST_TIMEOUT_MS,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  if (answer.status !== 200) throw new Error(`${answer.status} for ${path.split('?')[0]}`);
  return answer.body.toString('utf8');
}

/** Runs `act` on all items, `atOnce` at a time, and measures. `act` returns whether it succeeded. */
export async function timed<T>(
  items: readonly T[],
  atOnce: number,
  act: (item: T) => Promise<boolean>,
): Promise<Timed> {
  const begun = performance.now();
  const each = await inFlight(items, atOnce, async (item) => {
    const startedAt = performance.now();
    return (await act(item)) ? performance.now() - startedAt : null;
  });
  const succeeded = each.filter((milliseconds) => milliseconds !== null);
  return {
    total: performance.now() - begun,
    each: succeeded,
    failed: each.length - succeeded.length,
  };
}

/** Runs `act` on all items, `atOnce` at a time. The results are in the order of the items. */
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
