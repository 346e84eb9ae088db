import { until } from '../test/lab/until';
import type { BenchApp } from './bench-app';
import { statements } from './database-figures';
import { type LogInPlan, type LogInResult, logInResult } from './load/log-in-plan';
import { runLoad } from './load-process';
import type { BenchExtension } from './pbx';
import type { BenchPhone } from './phones';

export interface LoginRound extends LogInResult {
  /** Statements to the database for each phone, from the fetch before the login to the last thing that follows. */
  readonly statements: number;
}

/**
 * Phones log in through the phone server, each as another extension: from the request with the password to its answer.
 * Returns when nothing is left to be done of what they ordered.
 */
export async function logInRound(
  app: BenchApp,
  pairs: readonly (readonly [BenchPhone, BenchExtension])[],
  how: Pick<LogInPlan, 'inFlight' | 'logOutAfterwards'>,
): Promise<LoginRound> {
  const plan: LogInPlan = {
    ...how,
    origin: app.service.origin,
    logins: pairs.map(([phone, { number, pin }]) => ({ ...phone, extension: number, pin })),
  };
  const before = await statements(app.db);
  const result = logInResult.parse(JSON.parse(await runLoad('log-in.ts', plan, app.folder, 300_000)));
  const looks = await untilNothingIsLeft(app);
  return { ...result, statements: ((await statements(app.db)) - before - looks) / pairs.length };
}

/** Waits until phones and Asterisk have been told everything. Returns how often it looked, a statement each. */
async function untilNothingIsLeft({ db }: BenchApp): Promise<number> {
  let looks = 0;
  const isDone = async () => {
    looks += 1;
    return (await db('hotdesk_jobs').first('id')) === undefined;
  };
  await until('all effects are done', isDone, 120_000);
  return looks;
}
