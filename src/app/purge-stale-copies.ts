import type { EventBus } from '../desk/event-bus';
import type { DeskEvent } from '../desk/events';
import type { Log } from '../desk/ports/log';
import type { DeskStore } from '../desk/ports/store';
import { errorText } from '../lib/errors';
import type { ConfigCache } from '../phones/provisioning/config-cache';

const PURGE_EVERY_MS = 10_000;

interface CopiesDeps {
  readonly eventBus: EventBus;
  readonly store: Pick<DeskStore, 'activeSessions'>;
  readonly configCache: ConfigCache;
  readonly log: Log;
}

/**
 * Removes cached configs when a session begins or ends. Events of this instance act at once; changes by other instances
 * are found by polling. Returns a function that stops it.
 */
export function purgeStaleCopies({ eventBus, store, configCache, log }: CopiesDeps): () => Promise<void> {
  const stop = eventBus.subscribe((event) => {
    purgeAfter(configCache, event).catch((error: unknown) => {
      log.warn(
        { event: 'config-cache.remove-failed', error: errorText(error) },
        'cannot remove a cached config',
      );
    });
  });
  let purging: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    purging = configCache
      .purgeEnded(() => store.activeSessions())
      .catch((error: unknown) =>
        log.debug(
          { event: 'config-cache.purge-failed', error: errorText(error) },
          'cannot purge cached configs',
        ),
      );
  }, PURGE_EVERY_MS);
  timer.unref();
  return async () => {
    stop();
    clearInterval(timer);
    await purging;
  };
}

/** Removes the copies of the sessions that an event has ended. A login that repeats that of the running session ends none. */
export async function purgeAfter(configCache: ConfigCache, event: DeskEvent): Promise<void> {
  if (event.type === 'session-requested') await configCache.purge(event.session.mac, event.session.id);
  if (event.type === 'session-ended') await configCache.purge(event.session.mac, null);
}
