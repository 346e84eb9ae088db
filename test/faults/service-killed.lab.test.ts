import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../lab/free-port';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { FULL, roundCount } from '../tier';
import { buildService } from '../trust/child-service';
import { type Children, createChildren } from '../walks/child-support';
import { startLoad } from './load';
import { waitUntilAllBoot, waitUntilRecovered } from './recovered';
import { closeSeats, openSeats, type Seat } from './seats';

/** A start takes one to two seconds when two cores also run the database, Asterisk and the phones: 300 take 15 minutes. */
const KILLS = roundCount({ full: 300, core: 5 });
const MAX_KILLS = 3 * KILLS;
/** Kills come at random times up to this one, during the start and during work. A slow machine gets a longer time. */
const MAX_UPTIME_MS = roundCount({ full: 3_000, core: 1_000 });
/** Polling, after five minutes, is the last apply method of a phone that restarted while the service was down. */
const RECOVERY_LIMIT_MS = roundCount({ full: 400_000, core: 120_000 });
const PHONES = 20;
const EXTENSIONS = Array.from({ length: 17 }, (_, index) => String(1004 + index));
const LOGINS_A_SECOND = 20;

let app: LabApp;
let children: Children;
let seats: Seat[] = [];
let settings: Record<string, string>;
beforeAll(async () => {
  buildService();
  app = await openLabApp();
  await app.service.stop();
  children = createChildren(app);
  settings = {
    HOTDESK_PHONES_PORT: String(await freePort('tcp')),
    HOTDESK_ADMIN_PORT: String(await freePort('tcp')),
    HOTDESK_LOG_LEVEL: 'info',
  };
}, 180_000);
afterAll(async () => {
  await closeSeats(seats);
  await children?.close();
  await app?.close();
}, 60_000);

/** The number of all sessions, also ended ones. */
async function sessionCount(): Promise<number> {
  return Number((await app.db('hotdesk_sessions').count({ n: '*' }))[0]?.n);
}

test(`kill -9 of the service at ${KILLS} random points while users log in leaves a consistent state`, async () => {
  const started = performance.now();
  let service = await children.start('one', settings);
  let maxUptimeMs = Math.max(MAX_UPTIME_MS, performance.now() - started);
  seats = await openSeats(`http://127.0.0.1:${service.phonesPort}/provision/`, PHONES, 1, {
    onlyReloads: !FULL,
  });
  const load = startLoad(seats, EXTENSIONS, LOGINS_A_SECOND);
  const began = performance.now();
  let kills = 0;
  try {
    while (kills < KILLS || ((await sessionCount()) <= KILLS && kills < MAX_KILLS)) {
      // On a busy machine the service may answer nothing between two kills: then it gets more time.
      if (kills >= KILLS) maxUptimeMs *= 1.5;
      await sleep(Math.random() * maxUptimeMs);
      process.kill(service.pid, 'SIGKILL');
      kills += 1;
      service = await children.start('one', settings);
    }
  } finally {
    await load.stop();
  }
  const seconds = (performance.now() - began) / 1_000;
  const { answered, failed, reasons } = await load.stop();
  const sessions = await sessionCount();
  process.stderr.write(
    `${kills} kills in ${seconds.toFixed(0)} s: ${answered} logins and logouts answered, ${failed} not, ${sessions} sessions\n`,
  );
  for (const [why, times] of [...reasons].sort(([, a], [, b]) => b - a).slice(0, 5))
    process.stderr.write(`${times} times not: ${why}\n`);
  expect(answered).toBeGreaterThan(KILLS);
  expect(sessions).toBeGreaterThan(KILLS);
  const fault = `kill -9 of the service at ${kills} random points`;
  await waitUntilRecovered(fault, { app, seats }, RECOVERY_LIMIT_MS);
  await waitUntilAllBoot(fault, { app, seats });
}, 1_800_000);
