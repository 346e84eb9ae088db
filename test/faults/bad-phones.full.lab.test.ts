import { type LabApp, openLabApp } from '../lab/lab-app';
import { sessionOf, typeLogin } from '../walks/support';
import { movableClock } from './clock';
import { untilAllBoot, untilHealed, whatIsWrong } from './healed';
import { inTime } from './in-time';
import { closeSeats, pinOf, type Seat, seatAt } from './seats';

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
  // The bad one registers again every two seconds, which is how a phone comes back with an old account; the good one, as
  // phones do, in half an hour.
  seats = [seatAt({ url: app.url, number: 61, expiresSecond: 1 }), seatAt({ url: app.url, number: 62 })];
  for (const { phone } of seats) await phone.boot();
});
afterEach(async () => {
  for (const { mac } of seats) await logOut(mac);
  await closeSeats(seats);
});

async function logOut(mac: string): Promise<void> {
  expect((await app.rest('POST', `/api/v1/phones/${mac}/logout`, {})).status).toBe(200);
}

async function logIn({ phone }: Seat, extension: string): Promise<void> {
  await typeLogin(phone, extension, pinOf(extension));
}

function theTwo(): [Seat, Seat] {
  const [bad, good] = seats;
  if (!bad || !good) throw new Error('there are no phones');
  return [bad, good];
}

/** What the service wrote down of a phone, the oldest first. */
async function auditOf(mac: string): Promise<string[]> {
  return app.db('hotdesk_audit').where({ mac }).orderBy('id').pluck('action');
}

/** Lets the patience of each way end, one after the other, until the session is known to be unverified. */
async function untilGivenUp(extension: string): Promise<void> {
  await inTime(`${extension} is unverified`, async () => {
    clock.move(20_000);
    return (await sessionOf(app, extension))?.unverifiedAt != null;
  });
}

describe('a phone that', () => {
  test('never fetches', async () => {
    const [bad, good] = theTwo();
    bad.faults.fetches = false;
    await logIn(bad, '1004');
    await logIn(good, '1005');
    await untilGivenUp('1004');
    expect((await sessionOf(app, '1004'))?.state).toBe('requested');
    expect(await auditOf(bad.mac)).toEqual(expect.arrayContaining(['login', 'notified-again', 'unverified']));
    expect(good.phone.registered()).toEqual(['1005']);
    delete bad.faults.fetches;
    await bad.phone.reload();
    await untilHealed('a phone that never fetches', { app, seats });
    await untilAllBoot('a phone that never fetches', { app, seats });
  }, 200_000);

  test('fetches and never registers', async () => {
    const [bad, good] = theTwo();
    bad.faults.registers = false;
    await logIn(bad, '1004');
    await logIn(good, '1005');
    await untilGivenUp('1004');
    expect((await sessionOf(app, '1004'))?.state).toBe('provisioned');
    expect(await auditOf(bad.mac)).toEqual(expect.arrayContaining(['notified-again', 'unverified']));
    delete bad.faults.registers;
    await bad.phone.reload();
    await untilHealed('a phone that fetches and never registers', { app, seats });
    await untilAllBoot('a phone that fetches and never registers', { app, seats });
  }, 200_000);

  test('registers with the old account after its session ended, where nobody else has it', async () => {
    const [bad] = theTwo();
    await logIn(bad, '1006');
    await untilHealed('a login', { app, seats });
    bad.faults.fetches = false;
    await logOut(bad.mac);
    await inTime('it is fenced', async () => (await auditOf(bad.mac)).includes('stale-registration-evicted'));
    expect(bad.phone.accounts().some(({ enabled }) => enabled)).toBe(true);
    delete bad.faults.fetches;
    await untilHealed('a phone that registers with the old account', { app, seats });
    await untilAllBoot('a phone that registers with the old account', { app, seats });
  }, 200_000);

  test('registers with the old account that another phone has now', async () => {
    const [bad, good] = theTwo();
    await logIn(bad, '1007');
    await untilHealed('a login', { app, seats });
    bad.faults.fetches = false;
    await logIn(good, '1007');
    await inTime('it is fenced', async () => (await auditOf(bad.mac)).includes('stale-registration-evicted'));
    delete bad.faults.fetches;
    await untilHealed('a phone that registers with the account of another', { app, seats });
    expect(good.phone.registered()).toEqual(['1007']);
    await untilAllBoot('a phone that registers with the account of another', { app, seats });
  }, 200_000);

  test.each([481, 401, 'nothing'] as const)(
    'answers NOTIFY with %s',
    async (answer) => {
      const [bad, good] = theTwo();
      await logIn(bad, '1008');
      await untilHealed('a login', { app, seats });
      bad.faults.notify = answer;
      // A move takes the account away without a screen: by NOTIFY alone it never hears of that.
      await logIn(good, '1008');
      await inTime('its contact ends', async () => {
        const wrong = await whatIsWrong({ app, seats });
        return wrong.length > 0 && wrong.every((text) => text.startsWith(bad.mac));
      });
      expect(good.phone.registered()).toEqual(['1008']);
      delete bad.faults.notify;
      await untilHealed(`a phone that answers NOTIFY with ${answer}`, { app, seats });
      await untilAllBoot(`a phone that answers NOTIFY with ${answer}`, { app, seats });
    },
    200_000,
  );
});
