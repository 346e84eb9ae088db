import { errorText } from '../../lib/errors';
import type { DeskDeps } from '../deps';
import type { Log } from '../ports/log';

const INTERVAL_MS = 3_600_000;

/** Purges expired rows once an hour: see DeskStore.purgeExpired. */
export function startExpiryPurge(deps: Pick<DeskDeps, 'store' | 'clock'>, log: Log): { stop(): void } {
  const timer = setInterval(() => {
    deps.store.purgeExpired(deps.clock()).catch((error: unknown) => {
      log.warn(
        { event: 'expiry.failed', error: errorText(error) },
        'cannot purge expired tokens and counters; retrying in an hour',
      );
    });
  }, INTERVAL_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
