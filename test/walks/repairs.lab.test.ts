import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { movableClock } from '../faults/clock';
import { closeSeats, openSeats, pinOf, type Seat, seatAt } from '../faults/seats';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { contactsOf, labels, logInAt, logOutAt, sessionOf } from './support';

jest.mock('../../src/store/database-clock', () => jest.requireActual('../faults/moved-database-clock'));

const clock = movableClock();
let app: LabApp;
let seats: Seat[] = [];
let seat: Seat;
beforeAll(async () => {
  app = await openLabApp();
}, 120_000);
afterAll(async () => {
  await app?.close();
  clock.restore();
}, 60_000);
beforeEach(async () => {
  // Number 64 is a model that reloads without a restart.
  seats = await openSeats(app.url, 1, 64);
  seat = seats[0] as Seat;
});
afterEach(async () => {
  await app.rest('POST', `/api/v1/phones/${seat.mac}/logout`, {});
  await closeSeats(seats);
});

const reconcileNow = async () => expect((await app.rest('POST', '/api/v1/reconcile', {})).status).toBe(200);
const waitForJobs = () =>
  eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined, 30_000);
const auditOf = (mac: string): Promise<string[]> =>
  app.db('hotdesk_audit').where({ mac }).orderBy('id').pluck('action');

test('a phone that missed the NOTIFY of its logout is notified again, and at last by a method that it cannot ignore', async () => {
  const { phone, mac, faults } = seat;
  await logInAt(app, phone, '1004', pinOf('1004'));
  faults.notify = 'nothing';
  await app.rest('POST', `/api/v1/phones/${mac}/logout`, {});
  await waitForJobs();
  expect(labels(phone)).toContain('Login/Logout');
  // The first repetition fails too: only a restart works.
  clock.move(31_000);
  await reconcileNow();
  await waitForJobs();
  expect(labels(phone)).toContain('Login/Logout');
  delete faults.notify;
  const reboots = phone.reboots;
  clock.move(61_000);
  await reconcileNow();
  await eventually(() => phone.isOn && labels(phone).includes('Login Int'), 30_000);
  expect(phone.reboots).toBe(reboots + 1);
  expect((await auditOf(mac)).filter((action) => action === 'notified-again')).toHaveLength(2);
  // The phone has read its config: no more notifications.
  clock.move(600_000);
  await reconcileNow();
  await waitForJobs();
  expect((await auditOf(mac)).filter((action) => action === 'notified-again')).toHaveLength(2);
}, 120_000);

test('a phone that an admin deleted does not get its registration back', async () => {
  // This phone registers again every two seconds.
  const deleted = seatAt({ url: app.url, number: 65, expiresSecond: 1 });
  seats.push(deleted);
  const { phone, mac, faults } = deleted;
  await phone.boot();
  await logInAt(app, phone, '1005', pinOf('1005'));
  faults.fetches = false;
  expect((await app.rest('DELETE', `/api/v1/phones/${mac}`)).status).toBe(204);
  const evictions = async () =>
    (await auditOf(mac)).filter((action) => action === 'stale-registration-evicted').length;
  await eventually(async () => (await evictions()) >= 2, 30_000);
  await eventually(async () => (await contactsOf(app, '1005')).length === 0, 30_000);
  expect(await app.store.phone(mac)).toBeNull();
  delete faults.fetches;
  await phone.powerOff();
  await phone.boot();
  expect(labels(phone)).toEqual(['Login Int', 'Login Extl']);
}, 120_000);

test('a device without a user in AstDB is linked to its user again, and no other device is changed', async () => {
  const { asterisk } = app;
  const put = (key: string, value: string) => asterisk.cli(`database put ${key} ${value}`);
  const get = async (key: string) =>
    /Value: (.*)/.exec(await asterisk.cli(`database get ${key}`))?.[1]?.trim();
  await put('DEVICE/1006 type', 'fixed');
  await put('DEVICE/1006 user', 'none');
  await put('AMPUSER/1006 device', '9106');
  await logInAt(app, seat.phone, '1006', pinOf('1006'));
  await eventually(async () => {
    await reconcileNow();
    return (await get('DEVICE/1006 user')) === '1006';
  }, 30_000);
  expect(await get('AMPUSER/1006 device')).toBe('9106&1006');
  expect(await auditOf(seat.mac)).toContain('device-linked');
  const before = await auditOf(seat.mac);
  await put('DEVICE/1006 type', 'adhoc');
  await put('DEVICE/1006 user', '1007');
  await reconcileNow();
  expect(await get('DEVICE/1006 user')).toBe('1007');
  expect(await auditOf(seat.mac)).toEqual(before);
}, 120_000);

describe('a webhook', () => {
  const notified: string[] = [];
  let status = 200;
  let receiver: Server;
  beforeAll(async () => {
    receiver = createServer((request, response) => {
      request.resume();
      request.on('end', () => {
        if (status === 200) notified.push(String(request.headers['x-hotdesk-event']));
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    expect((await app.rest('PATCH', '/api/v1/settings', { webhookUrl })).status).toBe(200);
  });
  afterAll(async () => {
    await app.rest('PATCH', '/api/v1/settings', { webhookUrl: null });
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });

  test('gets every step of a session, also what happened while its receiver was down', async () => {
    await logInAt(app, seat.phone, '1008', pinOf('1008'));
    await eventually(async () => notified.length >= 3, 30_000);
    expect(notified.splice(0)).toEqual(['session-requested', 'session-provisioned', 'session-verified']);
    status = 503;
    await logOutAt(seat.phone);
    await eventually(() => labels(seat.phone).includes('Login Int'), 30_000);
    // The failed delivery delays no phone: the registration has ended, and only the webhook job is left.
    await eventually(async () => (await contactsOf(app, '1008')).length === 0, 30_000);
    await eventually(async () => {
      const kinds: string[] = await app.db('hotdesk_jobs').pluck('kind');
      return kinds.join() === 'webhook';
    }, 30_000);
    status = 200;
    clock.move(60_000);
    await eventually(async () => notified.length > 0, 30_000);
    expect(notified).toEqual(['session-ended']);
    expect(await sessionOf(app, '1008')).toBeNull();
  }, 120_000);
});
