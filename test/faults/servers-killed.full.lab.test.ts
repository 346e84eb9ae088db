import { setTimeout as sleep } from 'node:timers/promises';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { untilAllBoot, untilHealed } from './healed';
import { startLoad, underLoad } from './load';
import { closeSeats, openSeats, type Seat } from './seats';

const PHONES = 12;
const EXTENSIONS = Array.from({ length: 16 }, (_, index) => String(1004 + index));
const LOGINS_A_SECOND = 10;
/** So long a killed server is away, and so long people try before and after that. */
const AWAY_MS = 3_000;
const LOAD_MS = 4_000;
/** The last way of every phone is to look by itself, after five minutes: whoever has not come by then never will. */
const NEVER_MS = 400_000;

let app: LabApp;
let seats: Seat[] = [];
beforeAll(async () => {
  app = await openLabApp({ ownServers: true });
  seats = await openSeats(app.url, PHONES);
}, 120_000);
afterAll(async () => {
  await closeSeats(seats);
  await app?.close();
}, 60_000);

test('MariaDB killed and restarted under load', async () => {
  const load = startLoad(seats, EXTENSIONS, LOGINS_A_SECOND);
  const count = await underLoad(load, LOAD_MS, async () => {
    await app.mariadb.kill();
    await sleep(AWAY_MS);
    await app.mariadb.restart();
  });
  expect(count.answered).toBeGreaterThan(LOGINS_A_SECOND);
  await untilHealed('MariaDB killed and restarted under load', { app, seats }, NEVER_MS);
  await untilAllBoot('MariaDB killed and restarted under load', { app, seats });
}, 900_000);

test('Asterisk killed and restarted under load', async () => {
  const load = startLoad(seats, EXTENSIONS, LOGINS_A_SECOND);
  const count = await underLoad(load, LOAD_MS, async () => {
    await app.asterisk.kill();
    await sleep(AWAY_MS);
    await app.asterisk.restart();
  });
  // Logins work without Asterisk.
  expect(count.answered).toBeGreaterThan(LOGINS_A_SECOND);
  await untilHealed('Asterisk killed and restarted under load', { app, seats }, NEVER_MS);
  await untilAllBoot('Asterisk killed and restarted under load', { app, seats });
}, 900_000);
