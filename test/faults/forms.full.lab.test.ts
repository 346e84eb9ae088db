import { type LabApp, openLabApp } from '../lab/lab-app';
import { requestAs } from '../walks/child-support';
import { sessionOf } from '../walks/support';
import { waitUntilAllBoot, waitUntilRecovered } from './recovered';
import { closeSeats, openSeats, pinOf, type Seat } from './seats';

let app: LabApp;
let seats: Seat[] = [];
beforeAll(async () => {
  app = await openLabApp();
  seats = await openSeats(app.url, 6, 51);
}, 120_000);
afterAll(async () => {
  await closeSeats(seats);
  await app?.close();
}, 60_000);

/** The URL of the login app that the key of the phone opens now. */
function appUrlOf({ phone }: Seat): string {
  return phone.keys().find(({ opens }) => opens !== null)?.opens ?? '';
}

const loginUrl = (appUrl: string, extension: string) =>
  `${appUrl}/login?extension=${extension}&password=${pinOf(extension)}`;

function seat(place: number): Seat {
  const found = seats[place];
  if (!found) throw new Error(`no phone ${place}`);
  return found;
}

async function send(from: Seat, urls: readonly string[]): Promise<void> {
  const answers = await Promise.all(urls.map((url) => requestAs(from.address, url)));
  for (const { status } of answers) expect(status).toBe(200);
}

async function loginsOf(extension: string): Promise<number> {
  return (await app.db('hotdesk_sessions').where({ extension })).length;
}

test('ten duplicate form submits at once are one login', async () => {
  const one = seat(0);
  await send(
    one,
    Array.from({ length: 10 }, () => loginUrl(appUrlOf(one), '1004')),
  );
  expect(await loginsOf('1004')).toBe(1);
  await waitUntilRecovered('duplicate form submits', { app, seats });
  expect(one.phone.registered()).toEqual(['1004']);
}, 120_000);

test('a form submit that is repeated after its login is verified changes nothing', async () => {
  const one = seat(1);
  const late = loginUrl(appUrlOf(one), '1005');
  await send(one, [late]);
  await waitUntilRecovered('a login', { app, seats });
  const { reboots } = one.phone;
  const notified = one.phone.notifies.length;
  await send(one, [late, late]);
  await waitUntilRecovered('late duplicates of a form submit', { app, seats });
  expect(one.phone.registered()).toEqual(['1005']);
  expect(one.phone.reboots).toBe(reboots);
  expect(one.phone.notifies.length - notified).toBeLessThanOrEqual(1);
}, 120_000);

test('logins and a logout at one phone, all at once, end in one consistent state', async () => {
  const one = seat(2);
  const appUrl = appUrlOf(one);
  for (let round = 0; round < 5; round += 1)
    await send(one, [
      loginUrl(appUrl, '1006'),
      `${appUrl}/logout`,
      loginUrl(appUrl, '1007'),
      loginUrl(appUrl, '1006'),
    ]);
  await waitUntilRecovered('reordered form submits at one phone', { app, seats });
}, 120_000);

test('one extension at three phones, twice each, all at once, ends with one session', async () => {
  const three = [seat(3), seat(4), seat(5)];
  const urls = three.map((each) => loginUrl(appUrlOf(each), '1008'));
  await Promise.all(three.map((each, index) => send(each, [urls[index] ?? '', urls[index] ?? ''])));
  const session = await sessionOf(app, '1008');
  await waitUntilRecovered('reordered form submits of one extension', { app, seats });
  expect((await sessionOf(app, '1008'))?.id).toBe(session?.id);
  expect(three.filter(({ phone }) => phone.registered().length > 0)).toHaveLength(1);
}, 120_000);

test('a login that arrives after a later logout ends in a consistent state', async () => {
  const one = seat(0);
  const appUrl = appUrlOf(one);
  await send(one, [`${appUrl}/logout`]);
  await waitUntilRecovered('a logout', { app, seats });
  expect(one.phone.registered()).toEqual([]);
  await send(one, [loginUrl(appUrl, '1004')]);
  await waitUntilRecovered('a login that comes after its logout', { app, seats });
  await waitUntilAllBoot('duplicate and reordered form submits', { app, seats });
}, 120_000);
