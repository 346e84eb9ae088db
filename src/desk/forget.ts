import type { DeskParts } from './parts';
import type { Log } from './ports/log';

const EVERY_MS = 3_600_000;

/** Has the store forget what nobody needs any more, now and then. */
export function startForgetting(parts: Pick<DeskParts, 'store' | 'clock'>, log: Log): { stop(): void } {
  const timer = setInterval(() => {
    parts.store.forgetOld(parts.clock()).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'old tokens and counters could not be removed');
    });
  }, EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
