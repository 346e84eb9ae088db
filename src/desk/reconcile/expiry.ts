import type { DeskDeps } from '../deps';
import type { Log } from '../ports/log';

const EVERY_MS = 3_600_000;

/** Has the store forget what nobody needs any more, now and then. */
export function startExpiring(deps: Pick<DeskDeps, 'store' | 'clock'>, log: Log): { stop(): void } {
  const timer = setInterval(() => {
    deps.store.purgeExpired(deps.clock()).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'old tokens and counters could not be removed');
    });
  }, EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
