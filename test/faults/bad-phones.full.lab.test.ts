import { type LabApp, openLabApp } from '../lab/lab-app';
import { sessionOf, typeLogin } from '../walks/support';
import { movableClock } from './clock';
import { findProblems, waitUntilAllBoot, waitUntilRecovered } from './recovered';
import { closeSeats, pinOf, type Seat, seatAt } from './seats';
import { waitByMonotonicClock } from './wait-by-monotonic-clock';

jest.mock('../../src/store/database-clock', () => jest.requireActual('./moved-database-clock'));

const clock = movableClock();
let app: LabApp;
let seats: Seat[] = [];
beforeAll(async () => {
  app = await openLabApp();
}, 120_000);
afterAll(async () => {
  await app?.close();
  clock.restore();
}, 60_000);
beforeEach(async () => {
  // The bad phone registers again every eleven seconds, to come back with an old account soon, but not before the good one,
  // which Asterisk has lost by that, was made to register again; the good one after half an hour, like real phones.
  seats = [seatAt({ url: app.url, number: 61, expiresSecond: 6 }), seatAt({ url: app.url, number: 62 })];
  for (const { phone } of seats) await phone.boot();
});
afterEach(async () => {
  for (const { mac, faults } of seats) {
    for (const fault of Object.keys(faults) as (keyof typeof faults)[]) delete faults[fault];
    await logOut(mac);
  }
  // Else the notification of this logout restarts a phone of the next test, which has the same MAC.
  await waitUntilRecovered('the logouts after a test', { app, seats });
  await closeSeats(seats);
}, 150_000);

async function logOut(mac: string): Promise<void> {
  expect((await app.rest('POST', `/api/v1/phones/${mac}/logout`, {})).status).toBe(200);
}

async function logIn({ phone }: Seat, extension: string): Promise<void> {
  await typeLogin(phone, extension, pinOf(extension));
}

function badAndGood(): [Seat, Seat] {
  const [bad, good] = seats;
  if (!bad || !good) throw new Error('no phones');
  return [bad, good];
}

/** The audit actions of a phone, oldest first. */
async function auditOf(mac: string): Promise<string[]> {
  return app.db('hotdesk_audit').where({ mac }).orderBy('id').pluck('action');
}

/** Moves the clock past the timeout of each apply method, until the session is marked as unverified. */
async function waitUntilUnverified(extension: string): Promise<void> {
  await waitByMonotonicClock(`${extension} is unverified`, async () => {
    clock.move(20_000);
    return (await sessionOf(app, extension))?.unverifiedAt != null;
  });
}

describe('a phone that', () => {
  test('never fetches', async () => {
    const [bad, good] = badAndGood();
    bad.faults.fetches = false;
    await logIn(bad, '1004');
    await logIn(good, '1005');
    await waitUntilUnverified('1004');
    expect((await sessionOf(app, '1004'))?.state).toBe('requested');
    expect(await auditOf(bad.mac)).toEqual(expect.arrayContaining(['login', 'notified-again', 'unverified']));
    expect(good.phone.registered()).toEqual(['1005']);
    delete bad.faults.fetches;
    await bad.phone.reload();
    await waitUntilRecovered('a phone that never fetches', { app, seats });
    await waitUntilAllBoot('a phone that never fetches', { app, seats });
  }, 200_000);

  test('fetches and never registers', async () => {
    const [bad, good] = badAndGood();
    bad.faults.registers = false;
    await logIn(bad, '1004');
    await logIn(good, '1005');
    await waitUntilUnverified('1004');
    expect((await sessionOf(app, '1004'))?.state).toBe('provisioned');
    expect(await auditOf(bad.mac)).toEqual(expect.arrayContaining(['notified-again', 'unverified']));
    delete bad.faults.registers;
    await bad.phone.reload();
    await waitUntilRecovered('a phone that fetches and never registers', { app, seats });
    await waitUntilAllBoot('a phone that fetches and never registers', { app, seats });
  }, 200_000);

  test('registers with its old account after its session ended, while no other phone has it', async () => {
    const [bad] = badAndGood();
    await logIn(bad, '1006');
    await waitUntilRecovered('a login', { app, seats });
    bad.faults.fetches = false;
    await logOut(bad.mac);
    await waitByMonotonicClock('its registration is evicted', async () =>
      (await auditOf(bad.mac)).includes('stale-registration-evicted'),
    );
    expect(bad.phone.accounts().some(({ enabled }) => enabled)).toBe(true);
    delete bad.faults.fetches;
    await waitUntilRecovered('a phone that registers with the old account', { app, seats });
    await waitUntilAllBoot('a phone that registers with the old account', { app, seats });
  }, 200_000);

  test('registers with its old account, which another phone has now', async () => {
    const [bad, good] = badAndGood();
    await logIn(bad, '1007');
    await waitUntilRecovered('a login', { app, seats });
    bad.faults.fetches = false;
    await logIn(good, '1007');
    await waitByMonotonicClock('its registration is evicted', async () =>
      (await auditOf(bad.mac)).includes('stale-registration-evicted'),
    );
    delete bad.faults.fetches;
    await waitUntilRecovered('a phone that registers with the account of another', { app, seats });
    expect(good.phone.registered()).toEqual(['1007']);
    await waitUntilAllBoot('a phone that registers with the account of another', { app, seats });
  }, 200_000);

  test.each([481, 401, 'nothing'] as const)(
    'answers NOTIFY with %s',
    async (answer) => {
      const [bad, good] = badAndGood();
      await logIn(bad, '1008');
      await waitUntilRecovered('a login', { app, seats });
      bad.faults.notify = answer;
      // A move shows no screen on the old phone, so a NOTIFY is the only notification.
      await logIn(good, '1008');
      await waitByMonotonicClock('its contact ends', async () => {
        const wrong = await findProblems({ app, seats });
        return wrong.length > 0 && wrong.every((text) => text.startsWith(bad.mac));
      });
      expect(good.phone.registered()).toEqual(['1008']);
      delete bad.faults.notify;
      await waitUntilRecovered(`a phone that answers NOTIFY with ${answer}`, { app, seats });
      await waitUntilAllBoot(`a phone that answers NOTIFY with ${answer}`, { app, seats });
    },
    200_000,
  );
});
