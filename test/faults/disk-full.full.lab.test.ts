import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { mountSmallDisk, type SmallDisk } from '../lab/small-disk';
import { typeLogin } from '../walks/support';
import { startLoad, underLoad } from './load';
import { waitUntilAllBoot, waitUntilRecovered } from './recovered';
import { closeSeats, openSeats, pinOf, type Seat } from './seats';

const EXTENSIONS = Array.from({ length: 10 }, (_, index) => String(1004 + index));

let disk: SmallDisk;
let app: LabApp;
let seats: Seat[] = [];
beforeAll(async () => {
  disk = mountSmallDisk('256k');
  app = await openLabApp({ ownServers: true, settings: async () => ({ HOTDESK_DATA_DIR: disk.folder }) });
  seats = await openSeats(app.url, 8, 41);
}, 120_000);
afterAll(async () => {
  await closeSeats(seats);
  await app?.close();
  disk?.remove();
}, 60_000);

test('disk full, under load', async () => {
  const [first] = seats;
  if (!first) throw new Error('no phone');
  await typeLogin(first.phone, '1020', pinOf('1020'));
  await waitUntilRecovered('no fault: a login whose config is cached on disk', { app, seats });
  const load = startLoad(seats.slice(1), EXTENSIONS, 8);
  const count = await underLoad(load, 3_000, async () => {
    disk.fill();
    expect(disk.isFull()).toBe(true);
    await sleep(3_000);
  });
  // A phone that starts to load its config in the meantime aborts its page request.
  expect([...count.reasons.keys()].filter((why) => !why.includes('The operation was aborted'))).toEqual([]);
  await waitUntilRecovered('disk full, with the disk still full', { app, seats });
  await waitUntilAllBoot('disk full, with the disk still full', { app, seats });
}, 200_000);

test('disk full and MariaDB down: every phone keeps its registration', async () => {
  await app.mariadb.kill();
  const registeredBefore = seats.map(({ phone }) => phone.registered().join());
  expect(registeredBefore.join('')).toContain('1020');
  for (const { phone } of seats) {
    await phone.powerOff();
    await phone.boot();
  }
  await sleep(3_000);
  expect(seats.map(({ phone }) => phone.registered().join())).toEqual(registeredBefore);
  // The phone whose config is cached on disk got it.
  expect(seats[0]?.phone.fetches.at(-1)).toMatchObject({ status: 200 });
  await app.mariadb.restart();
  await waitUntilRecovered('disk full and MariaDB down', { app, seats });
}, 200_000);

test('with space on the disk, configs are cached again, and no temporary file is left', async () => {
  disk.free();
  await waitUntilAllBoot('disk full, then space again', { app, seats });
  const sessions = await app.store.activeSessions();
  const cached = readdirSync(path.join(disk.folder, 'config-cache'));
  for (const { id } of sessions) expect(cached.some((name) => name.includes(id))).toBe(true);
  expect(cached.filter((name) => name.endsWith('.tmp'))).toEqual([]);
}, 200_000);
