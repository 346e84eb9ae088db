import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../lab/free-port';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { runs } from '../tier';
import { buildService } from '../trust/child-service';
import { type Children, createChildren } from '../walks/child-support';
import { untilAllBoot, untilHealed } from './healed';
import { startLoad } from './load';
import { closeSeats, openSeats, type Seat } from './seats';

/** A start takes one to two seconds where two cores also run the database, Asterisk and the phones: 300 take a quarter of an hour. */
const KILLS = runs({ full: 300, core: 5 });
/** Short lives are killed as they begin, long ones amid their work; on a slow machine none is too short for any work. */
const LONGEST_LIFE_MS = runs({ full: 3_000, core: 1_000 });
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

test(`kill -9 of the service at ${KILLS} random points while people log in`, async () => {
  const started = performance.now();
  let service = await children.start('one', settings);
  const longestLifeMs = Math.max(LONGEST_LIFE_MS, performance.now() - started);
  seats = await openSeats(`http://127.0.0.1:${service.phonesPort}/provision/`, PHONES);
  const load = startLoad(seats, EXTENSIONS, LOGINS_A_SECOND);
  const began = performance.now();
  try {
    for (let kills = 0; kills < KILLS; kills += 1) {
      await sleep(Math.random() * longestLifeMs);
      process.kill(service.pid, 'SIGKILL');
      service = await children.start('one', settings);
    }
  } finally {
    await load.stop();
  }
  const seconds = (performance.now() - began) / 1_000;
  const { answered, failed, reasons } = await load.stop();
  const sessions = Number((await app.db('hotdesk_sessions').count({ n: '*' }))[0]?.n);
  process.stderr.write(
    `${KILLS} kills in ${seconds.toFixed(0)} s: ${answered} logins and logouts answered, ${failed} not, ${sessions} sessions\n`,
  );
  for (const [why, times] of [...reasons].sort(([, a], [, b]) => b - a).slice(0, 5))
    process.stderr.write(`${times} times not: ${why}\n`);
  expect(answered).toBeGreaterThan(KILLS);
  expect(sessions).toBeGreaterThan(KILLS);
  const fault = `kill -9 of the service at ${KILLS} random points`;
  await untilHealed(fault, { app, seats });
  await untilAllBoot(fault, { app, seats });
}, 1_800_000);
