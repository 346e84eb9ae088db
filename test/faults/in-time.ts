import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until this holds, by a clock that no suite moves.
 * @throws Error with `what` in it after that many milliseconds
 */
export async function inTime(what: string, holds: () => Promise<boolean>, limitMs = 120_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain until ${what}`);
    await sleep(200);
  }
}
