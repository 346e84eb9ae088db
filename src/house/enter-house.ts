import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import { DatabaseAway } from '../store/outage';
import { createOpenings, type House, type Opened } from './house';

const TRY_EVERY_MS = 1_000;

export interface EnterParts {
  /** Errors: DatabaseAway, when it may succeed later. */
  readonly open: (opened: Opened) => Promise<House>;
  /** Stands there until the house is open. */
  readonly meanwhile: House;
  /** The house is open, at once or later. */
  readonly entered: (house: House) => void;
  readonly log: Log;
}

/** The house that there is now. */
export interface EnteredHouse {
  now(): House;
  stop(): Promise<void>;
}

/**
 * Opens the house now, or, while the database is away, as soon as it is there. Errors: whatever else keeps the house from
 * opening at the start; later it is logged, and tried again.
 */
export async function enterHouse({ open, meanwhile, entered, log }: EnterParts): Promise<EnteredHouse> {
  const openings = createOpenings();
  let house = meanwhile;
  let trying: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let told = '';

  /** What was opened is closed again when a later step fails. */
  const openAll = async (): Promise<void> => {
    try {
      house = await open(openings.opened);
    } catch (error) {
      await openings.close();
      throw error;
    }
    entered(house);
  };

  const tryLater = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      trying = openAll().then(
        () => log.info({}, 'the database is there: all works now'),
        (error: unknown) => {
          tellOnce(error);
          tryLater();
        },
      );
    }, TRY_EVERY_MS);
    timer.unref();
  };

  const tellOnce = (error: unknown): void => {
    const reason = errorText(error);
    if (reason === told) return;
    told = reason;
    if (error instanceof DatabaseAway) log.warn({ reason }, 'the database is not there, trying again');
    else log.error({ reason }, 'the database is there but of no use, trying again');
  };

  try {
    await openAll();
  } catch (error) {
    if (!(error instanceof DatabaseAway)) throw error;
    tellOnce(error);
    tryLater();
  }
  return {
    now: () => house,
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await trying;
      await openings.close();
    },
  };
}
