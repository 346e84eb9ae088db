import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until something holds, looking every few milliseconds.
 * @throws Error with `what` in it when it does not hold within the limit (milliseconds)
 */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limit = 30_000,
): Promise<void> {
  const end = Date.now() + limit;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${limit} ms in vain until ${what}`);
    await sleep(20);
  }
}
