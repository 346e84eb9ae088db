import type { Knex } from 'knex';
import type { Clock } from '../desk/ports/clock';
import { nowExpression } from './leases';

/** A time of this instance's clock, in the form in which our tables store when a job is due. */
export type JobTimes = (at: number) => number | Knex.Raw;

/** As it is: for tests, which set the clock themselves. */
export const OWN_TIMES: JobTimes = (at) => at;

/** By the clock of the database, as for the leases: instances whose clocks differ share the jobs. */
export function databaseTimes(db: Knex, clock: Clock): JobTimes {
  return (at) => db.raw(`(${nowExpression(db)} + ?)`, [at - clock()]);
}
