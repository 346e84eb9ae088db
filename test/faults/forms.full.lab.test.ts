import { type LabApp, openLabApp } from '../lab/lab-app';
import { askAs } from '../walks/child-support';
import { sessionOf } from '../walks/support';
import { untilAllBoot, untilHealed } from './healed';
import { closeSeats, openSeats, pinOf, type Seat } from './seats';

let testApp: LabApp;
let seats: Seat[] = [];
beforeAll(async () => {
  testApp = await openLabApp();
  seats = await openSeats(testApp.url, 6, 51);
}, 120_000);
afterAll(async () => {
  await closeSeats(seats);
  await testApp?.close();
}, 60_000);

/** The URL of the app that the phone's key opens now. */
function appOf({ phone }: Seat): string {
  return phone.keys().find(({ opens }) => opens !== null)?.opens ?? '';
}

const loginUrl = (app: string, extension: string) =>
  `${app}/login?extension=${extension}&password=${pinOf(extension)}`;

function seat(place: number): Seat {
  const found = seats[place];
  if (!found) throw new Error(`there is no phone ${place}`);
  return found;
}

async function send(from: Seat, urls: readonly string[]): Promise<void> {
  const answers = await Promise.all(urls.map((url) => askAs(from.address, url)));
  for (const { status } of answers) expect(status).toBe(200);
}

async function loginsOf(extension: string): Promise<number> {
  return (await testApp.db('hotdesk_sessions').where({ extension })).length;
}

test('duplicate form submits: ten at once are one login', async () => {
  const one = seat(0);
  await send(
    one,
    Array.from({ length: 10 }, () => loginUrl(appOf(one), '1004')),
  );
  expect(await loginsOf('1004')).toBe(1);
  await untilHealed('duplicate form submits', { app: testApp, seats });
  expect(one.phone.registered()).toEqual(['1004']);
}, 120_000);

test('a form submit that comes once more after its login is verified changes nothing', async () => {
  const one = seat(1);
  const late = loginUrl(appOf(one), '1005');
  await send(one, [late]);
  await untilHealed('a login', { app: testApp, seats });
  const { reboots } = one.phone;
  const notified = one.phone.notifies.length;
  await send(one, [late, late]);
  await untilHealed('late duplicates of a form submit', { app: testApp, seats });
  expect(one.phone.registered()).toEqual(['1005']);
  expect(one.phone.reboots).toBe(reboots);
  expect(one.phone.notifies.length - notified).toBeLessThanOrEqual(1);
}, 120_000);

test('reordered form submits: two logins and a logout at one phone, all at once', async () => {
  const one = seat(2);
  const app = appOf(one);
  for (let round = 0; round < 5; round += 1)
    await send(one, [loginUrl(app, '1006'), `${app}/logout`, loginUrl(app, '1007'), loginUrl(app, '1006')]);
  await untilHealed('reordered form submits at one phone', { app: testApp, seats });
}, 120_000);

test('reordered form submits: one extension at three phones, each twice, all at once', async () => {
  const three = [seat(3), seat(4), seat(5)];
  const urls = three.map((each) => loginUrl(appOf(each), '1008'));
  await Promise.all(three.map((each, index) => send(each, [urls[index] ?? '', urls[index] ?? ''])));
  const session = await sessionOf(testApp, '1008');
  await untilHealed('reordered form submits of one extension', { app: testApp, seats });
  expect((await sessionOf(testApp, '1008'))?.id).toBe(session?.id);
  expect(three.filter(({ phone }) => phone.registered().length > 0)).toHaveLength(1);
}, 120_000);

test('a login that comes late, after the logout that followed it', async () => {
  const one = seat(0);
  const app = appOf(one);
  await send(one, [`${app}/logout`]);
  await untilHealed('a logout', { app: testApp, seats });
  expect(one.phone.registered()).toEqual([]);
  await send(one, [loginUrl(app, '1004')]);
  await untilHealed('a login that comes after its logout', { app: testApp, seats });
  await untilAllBoot('duplicate and reordered form submits', { app: testApp, seats });
}, 120_000);
