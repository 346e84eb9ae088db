import { until } from '../test/lab/until';
import type { BenchApp } from './bench-app';
import { type SimulatedPhonesPlan, simulatedPhonesResult } from './load/simulated-phones-plan';
import { runLoad } from './load-process';
import type { BenchExtension } from './pbx';
import type { BenchPhone } from './phones';

/** Milliseconds from sending the password until the session is `verified`. */
export interface VerifiedTimes {
  readonly each: readonly number[];
  /** Logins that were not answered with "Logged in". */
  readonly failed: number;
}

/**
 * Logs in at simulated phones: each shows the answer, gets a NOTIFY, fetches its config and registers at Asterisk.
 * @throws Error when a session is not verified within a minute
 */
export async function timesUntilVerified(
  app: BenchApp,
  pairs: readonly (readonly [BenchPhone, BenchExtension])[],
  atOnce: boolean,
): Promise<VerifiedTimes> {
  const plan: SimulatedPhonesPlan = {
    url: `${app.service.origin}/provision/`,
    atOnce,
    logins: pairs.map(([{ mac, address }, { number, pin }]) => ({ mac, address, extension: number, pin })),
  };
  const printed = await runLoad('simulated-phones.ts', plan, app.folder, 180_000);
  const logins = simulatedPhonesResult.parse(JSON.parse(printed));
  const accepted = logins.filter((login) => login.accepted);
  const verifiedAt = await whenVerified(
    app,
    accepted.map(({ extension }) => extension),
  );
  return {
    // Both times come from this machine's clock.
    each: accepted.map(
      ({ extension, submittedAt }) => (verifiedAt.get(extension) ?? Number.NaN) - submittedAt,
    ),
    failed: logins.length - accepted.length,
  };
}

async function whenVerified(
  { db }: BenchApp,
  extensions: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const verified = () =>
    db<{ active_extension: string; state: string; verified_at: number }>('hotdesk_sessions')
      .whereIn('active_extension', extensions)
      .where({ state: 'verified' });
  const areAll = async () => (await verified()).length === extensions.length;
  await until('all sessions are verified', areAll, 60_000);
  return new Map((await verified()).map((row) => [row.active_extension, row.verified_at]));
}
