import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import { DatabaseUnreachable } from '../store/outage';
import { type Core, createCleanup, type OnStop } from './core';

const TRY_EVERY_MS = 1_000;

export interface RetryDeps {
  /** Errors: DatabaseUnreachable, when it may succeed later. */
  readonly open: (onStop: OnStop) => Promise<Core>;
  /** Stands there until the house is open. */
  readonly offline: Core;
  /** The house is open, at once or later. */
  readonly onReady: (core: Core) => void;
  readonly log: Log;
}

/** The house that there is now. */
export interface RetriedCore {
  now(): Core;
  stop(): Promise<void>;
}

/**
 * Opens the house now, or, while the database is away, as soon as it is there. Errors: whatever else keeps the house from
 * opening at the start; later it is logged, and tried again.
 */
export async function openCoreWithRetry({ open, offline, onReady, log }: RetryDeps): Promise<RetriedCore> {
  const cleanup = createCleanup();
  let core = offline;
  let trying: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let logged = '';

  /** What was opened is closed again when a later step fails. */
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
        () => log.info({}, 'the database is there: all works now'),
        (error: unknown) => {
          logOnce(error);
          tryLater();
        },
      );
    }, TRY_EVERY_MS);
    timer.unref();
  };

  const logOnce = (error: unknown): void => {
    const reason = errorText(error);
    if (reason === logged) return;
    logged = reason;
    if (error instanceof DatabaseUnreachable) log.warn({ reason }, 'the database is not there, trying again');
    else log.error({ reason }, 'the database is there but of no use, trying again');
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
