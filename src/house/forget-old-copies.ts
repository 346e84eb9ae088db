import type { Announcer } from '../desk/announcer';
import type { Log } from '../desk/ports/log';
import type { DeskStore } from '../desk/ports/store';
import type { LastGood } from '../phones/provisioning/last-good';

const LOOK_EVERY_MS = 10_000;

interface CopiesParts {
  readonly announcer: Announcer;
  readonly store: Pick<DeskStore, 'activeSessions'>;
  readonly lastGood: LastGood;
  readonly log: Log;
}

/**
 * What a phone had before a session began or ended is no longer good. Of our own decisions we hear at once; those of other
 * instances are found by looking. Returns how to stop.
 */
export function forgetOldCopies({ announcer, store, lastGood, log }: CopiesParts): () => Promise<void> {
  const stop = announcer.subscribe((event) => {
    if (event.type !== 'session-requested' && event.type !== 'session-ended') return;
    lastGood.forget(event.session.mac).catch((error: unknown) => {
      log.warn({ mac: event.session.mac, error: String(error) }, 'the copy of a config could not be removed');
    });
  });
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = lastGood
      .forgetEnded(() => store.activeSessions())
      .catch((error: unknown) => log.debug({ error: String(error) }, 'old copies could not be looked for'));
  }, LOOK_EVERY_MS);
  timer.unref();
  return async () => {
    stop();
    clearInterval(timer);
    await looking;
  };
}
