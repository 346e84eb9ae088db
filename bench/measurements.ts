import { freePort } from '../test/lab/free-port';
import { until } from '../test/lab/until';
import type { BenchApp } from './bench-app';
import { bootAll } from './boots';
import { type FetchFigures, fetchFile, measureFetches } from './fetches';
import type { Timed } from './load/shapes';
import { startLoad } from './load-process';
import { logInRound, sessionTokensOf } from './logins';
import type { BenchExtension } from './pbx';
import { type BenchPhone, benchPhones, GROUPS } from './phones';
import {
  IN_FLIGHT,
  LOGINS_ALONE,
  PHONES,
  PHONES_LOGGING_IN,
  ROUNDS,
  SECONDS_A_ROUND,
  SIMULATED_AT_ONCE,
  SIMULATED_ONE_BY_ONE,
} from './size';
import { bareFile, type OurFiles, ourTargets, phoneprovTarget, readyBufferTarget } from './targets';
import { timesUntilVerified, type VerifiedTimes } from './verified';

type Named<T> = readonly (readonly [string, T])[];

/** Boots unknown phones, and those of the first round again in each round. */
export async function measureBoots(
  app: BenchApp,
): Promise<{ boots: Named<Timed[]>; known: readonly BenchPhone[] }> {
  const phones = benchPhones(GROUPS.booting, PHONES * ROUNDS);
  const known = phones.slice(0, PHONES);
  const unknown: Timed[] = [];
  const again: Timed[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const fresh = phones.slice(round * PHONES, (round + 1) * PHONES);
    unknown.push(await bootAll(app, fresh, IN_FLIGHT));
    again.push(await bootAll(app, known, IN_FLIGHT));
  }
  const boots = [['boot of an unknown phone', unknown] as const, ['boot of a known phone', again] as const];
  return { boots, known };
}

/** Logins and logouts, many at a time and one by one. The phones of the last round stay logged in. */
export async function measureLogins(app: BenchApp) {
  const phones = benchPhones(GROUPS.loggingIn, PHONES_LOGGING_IN);
  const pairs = pairUp(phones, app.extensions);
  const together = { inFlight: IN_FLIGHT, logOutAfterwards: true };
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await logInRound(app, pairs, together));
  const alone = await logInRound(app, pairs.slice(0, LOGINS_ALONE), {
    inFlight: 1,
    logOutAfterwards: true,
  });
  const last = await logInRound(app, pairs, { ...together, logOutAfterwards: false });
  const logoutsOf = (of: readonly { logouts: Timed | null }[]) => of.flatMap(({ logouts }) => logouts ?? []);
  return {
    rounds: [
      [`login, ${IN_FLIGHT} at a time`, [...rounds, last].map(({ logins }) => logins)],
      ['login, alone', [alone.logins]],
      [`logout, ${IN_FLIGHT} at a time`, logoutsOf(rounds)],
      ['logout, alone', logoutsOf([alone])],
    ] satisfies Named<Timed[]>,
    statements: last.statements,
    loggedIn: await sessionTokensOf(app, last.loggedIn, IN_FLIGHT),
  };
}

/** Fetches of our files and of the peers', in turn. The first entry is `res_phoneprov`. */
export async function measureBesidePeers(app: BenchApp, files: OurFiles): Promise<FetchFigures[]> {
  const ours = ourTargets(app, files);
  const port = await freePort('tcp');
  const server = await startLoad(
    'ready-buffer.ts',
    String(port),
    String(await sizeOfDefaultLogin(app, files)),
  );
  try {
    const ready = readyBufferTarget(port);
    await until('the server with the prepared buffer answers', () => answers(ready.origin));
    const targets = [phoneprovTarget(app, PHONES), ready, ...ours];
    await measureFetches(app, targets, { rounds: 1, seconds: 2 }); // warm-up
    return await measureFetches(app, targets, { rounds: ROUNDS, seconds: SECONDS_A_ROUND });
  } finally {
    await server.end('SIGTERM');
  }
}

async function sizeOfDefaultLogin({ service }: BenchApp, { known }: OurFiles): Promise<number> {
  const [phone] = known;
  if (phone === undefined) throw new Error('no phone is known');
  return (await fetchFile(service.origin, bareFile(phone))).byteLength;
}

/** Milliseconds until `verified` at simulated phones, one by one and all at once. */
export async function measureVerified(app: BenchApp): Promise<Named<VerifiedTimes>> {
  const free = app.extensions.slice(PHONES_LOGGING_IN);
  const oneByOne = pairUp(benchPhones(GROUPS.oneByOne, SIMULATED_ONE_BY_ONE), free);
  const atOnce = pairUp(benchPhones(GROUPS.atOnce, SIMULATED_AT_ONCE), free.slice(SIMULATED_ONE_BY_ONE));
  return [
    ['one after the other', await timesUntilVerified(app, oneByOne, false)],
    ['all at once', await timesUntilVerified(app, atOnce, true)],
  ];
}

function pairUp(
  phones: readonly BenchPhone[],
  extensions: readonly BenchExtension[],
): (readonly [BenchPhone, BenchExtension])[] {
  return phones.map((phone, index) => {
    const extension = extensions[index];
    if (extension === undefined) throw new Error('more phones than extensions');
    return [phone, extension];
  });
}

async function answers(origin: string): Promise<boolean> {
  try {
    return (await fetch(origin)).ok;
  } catch (error) {
    // What fetch throws while the port is closed.
    if (error instanceof TypeError) return false;
    throw error;
  }
}
