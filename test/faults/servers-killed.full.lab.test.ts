import { setTimeout as sleep } from 'node:timers/promises';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { startLoad, underLoad } from './load';
import { waitUntilAllBoot, waitUntilRecovered } from './recovered';
import { closeSeats, openSeats, type Seat } from './seats';

const PHONES = 12;
const EXTENSIONS = Array.from({ length: 16 }, (_, index) => String(1004 + index));
const LOGINS_A_SECOND = 10;
/** How long a killed server is down, and how long users log in before and after that. */
const DOWN_MS = 3_000;
const LOAD_MS = 4_000;
/** Polling, after five minutes, is the last apply method: a phone that has not recovered by then never does. */
const RECOVERY_LIMIT_MS = 400_000;
/**
 * Asterisk writes its contacts to AstDB once a second. A phone that registered just before Asterisk was killed does not
 * know that its registration is lost, until it registers again: here every minute or two, instead of every half hour.
 */
const EXPIRES_SECOND_MS = 30;

let app: LabApp;
let seats: Seat[] = [];
beforeAll(async () => {
  app = await openLabApp({ ownServers: true });
  seats = await openSeats(app.url, PHONES, 1, { expiresSecond: EXPIRES_SECOND_MS });
}, 120_000);
afterAll(async () => {
  await closeSeats(seats);
  await app?.close();
}, 60_000);

test('MariaDB killed and restarted under load', async () => {
  const load = startLoad(seats, EXTENSIONS, LOGINS_A_SECOND);
  await underLoad(load, LOAD_MS, async () => {
    await app.mariadb.kill();
    await sleep(DOWN_MS);
    await app.mariadb.restart();
  });
  await waitUntilRecovered('MariaDB killed and restarted under load', { app, seats }, RECOVERY_LIMIT_MS);
  await waitUntilAllBoot('MariaDB killed and restarted under load', { app, seats });
}, 900_000);

test('Asterisk killed and restarted under load', async () => {
  const load = startLoad(seats, EXTENSIONS, LOGINS_A_SECOND);
  await underLoad(load, LOAD_MS, async () => {
    await app.asterisk.kill();
    await sleep(DOWN_MS);
    await app.asterisk.restart();
  });
  await waitUntilRecovered('Asterisk killed and restarted under load', { app, seats }, RECOVERY_LIMIT_MS);
  await waitUntilAllBoot('Asterisk killed and restarted under load', { app, seats });
}, 900_000);
