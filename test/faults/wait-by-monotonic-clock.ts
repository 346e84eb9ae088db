import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until this holds, by the monotonic clock: suites move `Date.now`.
 * @throws Error with `what` in it after `limitMs` milliseconds
 */
export async function waitByMonotonicClock(
  what: string,
  holds: () => Promise<boolean>,
  limitMs = 120_000,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not true within ${limitMs} ms: ${what}`);
    await sleep(200);
  }
}
