import { errorText } from '../../lib/errors';
import type { DeskDeps } from '../deps';
import type { Log } from '../ports/log';

const INTERVAL_MS = 3_600_000;

/** Purges expired rows once an hour: see DeskStore.purgeExpired. */
export function startExpiryPurge(deps: Pick<DeskDeps, 'store' | 'clock'>, log: Log): { stop(): void } {
  const purge = async (): Promise<void> => {
    try {
      const dropped = await deps.store.purgeExpired(deps.clock());
      if (dropped > 0)
        log.warn(
          { event: 'webhook.dropped', count: dropped },
          'dropped webhooks: too old, or too many wait; the receiver does not accept them',
        );
    } catch (error) {
      log.warn(
        { event: 'expiry.failed', error: errorText(error) },
        'cannot purge expired tokens and counters; retrying in an hour',
      );
    }
  };
  const timer = setInterval(() => void purge(), INTERVAL_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
