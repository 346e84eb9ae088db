import type { startDatabaseClock as startActual } from '../../src/store/database-clock';

/** Milliseconds that `movableClock` has moved `Date.now`, whose origin nothing else moves. */
function moved(): number {
  return Math.round(Date.now() - performance.timeOrigin - performance.now());
}

/** Off: the service's clock moves, and that of the database, on another machine, does not. */
export const databaseClock = { moves: true };

/**
 * The service takes its times from the clock of the database, which a test cannot move: this moves what it reads there along
 * with `movableClock`. For `jest.mock` of `src/store/database-clock`.
 */
export const startDatabaseClock: typeof startActual = async (deps) => {
  const actual: typeof startActual = jest.requireActual('../../src/store/database-clock').startDatabaseClock;
  const clock = await actual(deps);
  return { ...clock, now: () => clock.now() + (databaseClock.moves ? moved() : 0) };
};
