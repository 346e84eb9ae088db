import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import { DatabaseUnreachable } from '../store/outage';
import { type Core, createCleanup, type OnStop } from './core';

const TRY_EVERY_MS = 1_000;

export interface RetryDeps {
  /** Errors: DatabaseUnreachable, when it may succeed later. */
  readonly open: (onStop: OnStop) => Promise<Core>;
  /** Used until the core is open. */
  readonly offline: Core;
  /** Called when the core is open, at once or later. */
  readonly onReady: (core: Core) => void;
  readonly log: Log;
}

/** The current core. */
export interface RetriedCore {
  now(): Core;
  stop(): Promise<void>;
}

/**
 * Opens the core now or, while the database is unreachable, as soon as it answers. Errors: any other failure at the
 * start; later failures are logged and tried again.
 */
export async function openCoreWithRetry({ open, offline, onReady, log }: RetryDeps): Promise<RetriedCore> {
  const cleanup = createCleanup();
  let core = offline;
  let trying: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let logged = '';

  /** Closes what was opened when a later step fails. */
  const openAll = async (): Promise<void> => {
    try {
      core = await open(cleanup.onStop);
    } catch (error) {
      await cleanup.close();
      throw error;
    }
    onReady(core);
  };

  const tryLater = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      trying = openAll().then(
        () =>
          log.info(
            { event: 'database.reachable' },
            'the database is reachable; the service is fully working',
          ),
        (error: unknown) => {
          logOnce(error);
          tryLater();
        },
      );
    }, TRY_EVERY_MS);
    timer.unref();
  };

  const logOnce = (error: unknown): void => {
    const text = errorText(error);
    if (text === logged) return;
    logged = text;
    if (error instanceof DatabaseUnreachable)
      log.warn({ event: 'database.unreachable', error: text }, 'the database is unreachable; trying again');
    else
      log.error(
        { event: 'database.unusable', error: text },
        'the database is reachable, but the start fails; trying again',
      );
  };

  try {
    await openAll();
  } catch (error) {
    if (!(error instanceof DatabaseUnreachable)) throw error;
    logOnce(error);
    tryLater();
  }
  return {
    now: () => core,
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await trying;
      await cleanup.close();
    },
  };
}
