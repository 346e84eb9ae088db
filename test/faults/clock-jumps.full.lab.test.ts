import { type LabApp, openLabApp } from '../lab/lab-app';
import { movableClock } from './clock';
import { startLoad, underLoad } from './load';
import { waitUntilAllBoot, waitUntilRecovered } from './recovered';
import { closeSeats, openSeats, type Seat } from './seats';

const HOUR_MS = 3_600_000;
const EXTENSIONS = Array.from({ length: 10 }, (_, index) => String(1004 + index));

const clock = movableClock();
let app: LabApp;
let seats: Seat[] = [];
beforeAll(async () => {
  app = await openLabApp();
  seats = await openSeats(app.url, 8, 31);
}, 120_000);
afterAll(async () => {
  await closeSeats(seats);
  await app?.close();
  clock.restore();
}, 60_000);

test.each([
  ['clock jumped by +1 h', HOUR_MS],
  ['clock jumped by -1 h', -HOUR_MS],
  ['clock jumped by another -1 h', -HOUR_MS],
] as const)(
  '%s, under load',
  async (fault, milliseconds) => {
    const load = startLoad(seats, EXTENSIONS, 8);
    const count = await underLoad(load, 4_000, async () => clock.move(milliseconds));
    expect(count.answered).toBeGreaterThan(8);
    await waitUntilRecovered(fault, { app, seats });
    await waitUntilAllBoot(fault, { app, seats });
  },
  300_000,
);
