import { until } from '../test/lab/until';
import type { BenchApp } from './bench-app';
import { statements } from './database-figures';
import { getAs, inFlight } from './load/as-phones';
import { type LogInPlan, type LogInResult, logInResult } from './load/log-in-plan';
import { runLoad } from './load-process';
import type { BenchExtension } from './pbx';
import { type BenchPhone, fileOf, tokenIn } from './phones';

export interface LoginRound extends LogInResult {
  /** Database statements per phone, from the fetch before the login to the last job after it. */
  readonly statements: number;
}

/**
 * Logs phones in through the phone server, each as another extension. Times run from the request with the password to its
 * answer. Returns when all jobs are done.
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
  const queries = await waitForAllJobs(app);
  return { ...result, statements: ((await statements(app.db)) - before - queries) / pairs.length };
}

/** These phones with the tokens of their sessions, which are in their configs. */
export function sessionTokensOf<Phone extends BenchPhone>(
  { service }: BenchApp,
  phones: readonly Phone[],
  atOnce: number,
): Promise<(Phone & { readonly token: string })[]> {
  return inFlight(phones, atOnce, async (phone) => {
    const config = await getAs(phone, service.origin, `/provision/${fileOf(phone)}`);
    return { ...phone, token: tokenIn(config) };
  });
}

/** Waits until the table of jobs is empty. Returns how many statements that took. */
async function waitForAllJobs({ db }: BenchApp): Promise<number> {
  let queries = 0;
  const isDone = async () => {
    queries += 1;
    return (await db('hotdesk_jobs').first('id')) === undefined;
  };
  await until('all jobs are done', isDone, 120_000);
  return queries;
}
