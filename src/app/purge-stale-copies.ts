import type { EventBus } from '../desk/event-bus';
import type { Log } from '../desk/ports/log';
import type { DeskStore } from '../desk/ports/store';
import type { ConfigCache } from '../phones/provisioning/config-cache';

const LOOK_EVERY_MS = 10_000;

interface CopiesDeps {
  readonly eventBus: EventBus;
  readonly store: Pick<DeskStore, 'activeSessions'>;
  readonly configCache: ConfigCache;
  readonly log: Log;
}

/**
 * What a phone had before a session began or ended is no longer good. Of our own decisions we hear at once; those of other
 * instances are found by looking. Returns how to stop.
 */
export function purgeStaleCopies({ eventBus, store, configCache, log }: CopiesDeps): () => Promise<void> {
  const stop = eventBus.subscribe((event) => {
    if (event.type !== 'session-requested' && event.type !== 'session-ended') return;
    configCache.purge(event.session.mac).catch((error: unknown) => {
      log.warn({ mac: event.session.mac, error: String(error) }, 'the copy of a config could not be removed');
    });
  });
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = configCache
      .purgeEnded(() => store.activeSessions())
      .catch((error: unknown) => log.debug({ error: String(error) }, 'old copies could not be looked for'));
  }, LOOK_EVERY_MS);
  timer.unref();
  return async () => {
    stop();
    clearInterval(timer);
    await looking;
  };
}
