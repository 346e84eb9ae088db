import { type LabApp, openLabApp } from '../lab/lab-app';
import { movableClock } from './clock';
import { startLoad, underLoad } from './load';
import { databaseClock } from './moved-database-clock';
import { waitUntilAllBoot, waitUntilRecovered } from './recovered';
import { closeSeats, openSeats, type Seat } from './seats';

const HOUR_MS = 3_600_000;
const EXTENSIONS = Array.from({ length: 10 }, (_, index) => String(1004 + index));

jest.mock('../../src/store/database-clock', () => jest.requireActual('./moved-database-clock'));

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

const JUMPS = [
  ['+1 h', HOUR_MS],
  ['-1 h', -HOUR_MS],
  ['another -1 h', -HOUR_MS],
] as const;

describe.each([
  ['of a machine with its database', true],
  ['of a machine without a database', false],
] as const)('the clock %s', (where, moves) => {
  beforeAll(() => {
    databaseClock.moves = moves;
  });

  test.each(JUMPS)(
    'jumped by %s, under load',
    async (jump, milliseconds) => {
      const load = startLoad(seats, EXTENSIONS, 8);
      await underLoad(load, 4_000, async () => clock.move(milliseconds));
      const fault = `the clock ${where} jumped by ${jump}`;
      await waitUntilRecovered(fault, { app, seats });
      await waitUntilAllBoot(fault, { app, seats });
    },
    300_000,
  );
});
