import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until this holds, and checks it every 20 ms.
 * @throws Error with `what` in it when it does not hold within `limitMs` milliseconds
 */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 30_000,
): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not true within ${limitMs} ms: ${what}`);
    await sleep(20);
  }
}
