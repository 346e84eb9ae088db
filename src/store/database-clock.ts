import type { Knex } from 'knex';
import type { Clock } from '../desk/ports/clock';
import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import { nowExpression } from './leases';

const MEASURE_EVERY_MS = 10_000;

/** The clock of the database, without a query for each reading. */
export interface DatabaseClock {
  readonly now: Clock;
  stop(): void;
}

interface DatabaseClockDeps {
  readonly db: Knex;
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonic: () => number;
  readonly log: Pick<Log, 'debug'>;
}

/** How far the database's clock is ahead of the monotonic one, and how exactly that is known. In milliseconds. */
interface Offset {
  readonly ahead: number;
  readonly error: number;
}

/**
 * Measures the clock of the database, now and every ten seconds, and runs by the monotonic clock in between. Instances whose own
 * clocks differ thus agree on the times in our tables, on which limits and proofs depend.
 */
export async function startDatabaseClock({ db, monotonic, log }: DatabaseClockDeps): Promise<DatabaseClock> {
  const measure = async (): Promise<Offset> => {
    const asked = monotonic();
    const row = await db.first(db.raw(`${nowExpression(db)} as ??`, ['now']));
    const answered = monotonic();
    return { ahead: Number(row.now) - (asked + answered) / 2, error: 1 + (answered - asked) / 2 };
  };
  let { ahead } = await measure();
  let isMeasuring = false;

  /** Corrects only what is certain: a slow answer says little. */
  const correct = async (): Promise<void> => {
    if (isMeasuring) return;
    isMeasuring = true;
    try {
      const measured = await measure();
      if (Math.abs(measured.ahead - ahead) > measured.error) ahead = measured.ahead;
    } catch (error) {
      log.debug({ event: 'clock.unmeasured', error: errorText(error) }, "cannot read the database's clock");
    } finally {
      isMeasuring = false;
    }
  };
  const timer = setInterval(() => void correct(), MEASURE_EVERY_MS);
  timer.unref();
  return { now: () => Math.round(monotonic() + ahead), stop: () => clearInterval(timer) };
}
