import { parseMac } from '../../src/lib/mac';
import { testAddress } from '../addresses';
import { callAdminApi } from '../lab/admin-api';
import { describeOnSmallDisk, mountSmallDisk, type SmallDisk } from '../lab/small-disk';
import { eventually } from '../test-app';
import type { ChildService } from '../trust/child-service';
import { type BarePhone, createBarePhone } from './bare-phone';
import { type ChildLab, openChildLab, setAddresses } from './child-lab';
import { whoIsLoggedIn } from './consistency';

/** The template takes 25 MB, and an empty binary log none. */
const DISK = '64m';
const AGAIN = { status: 200, title: 'Try again' };

let disk: SmallDisk;
let lab: ChildLab;
let service: ChildService;
/** With a session and its config, with a session only, and without a session. */
let used: BarePhone;
let begun: BarePhone;
let idle: BarePhone;

async function open(options: readonly string[]): Promise<void> {
  disk = mountSmallDisk(DISK);
  lab = await openChildLab({ parent: disk.folder, options });
  service = await lab.start({ HOTDESK_LOG_LEVEL: 'info' });
  await setAddresses(service);
  [used, begun, idle] = [phoneAt(1), phoneAt(2), phoneAt(3)];
  for (const phone of [used, begun, idle]) await phone.fetch();
  await used.logIn('1001', '4711');
  await used.fetch();
  await used.fetch();
  expect((await begun.logIn('1002', '4712')).title).toBe('Logged in');
}
async function close(): Promise<void> {
  disk.free();
  await lab?.close();
  disk.remove();
}

function phoneAt(number: number): BarePhone {
  const mac = parseMac(`00505800770${number}`);
  if (mac === null) throw new Error('an invalid MAC');
  return createBarePhone(service, mac, testAddress(77, number));
}

const readiness = async () => (await callAdminApi(service, 'GET', '/readyz')).body.database;
/** Whether a change is accepted, past the service. */
const acceptsChange = () =>
  lab
    .db('hotdesk_leases')
    .insert({ name: 'test', holder: 'test', until: 0 })
    .onConflict('name')
    .merge({ until: lab.db.raw('?? + 1', ['until']) })
    .then(
      () => true,
      () => false,
    );
/** The next fetch of each phone is one that would be recorded. */
const forgetFetches = () => lab.db('hotdesk_phones').update({ seen_at: 0 });

/** Fills what the tables have allocated, too, until MariaDB refuses an entry of the size of a login's. */
async function fillTables(): Promise<string> {
  const nowhere = { mac: null, extension: null, address: null };
  for (const size of [8_000, 150]) {
    const entry = { at: 1, actor: 'test', action: 'fill', ...nowhere, details: 'x'.repeat(size) };
    for (;;) {
      const refused = await lab
        .db('hotdesk_audit')
        .insert(Array.from({ length: size === 150 ? 1 : 20 }, () => entry))
        .then(
          () => null,
          (error: unknown) => String(error),
        );
      if (refused !== null && size === 150) return refused;
      if (refused !== null) break;
    }
  }
  throw new Error('the disk does not get full');
}

describeOnSmallDisk('the disk of the database is full, and MariaDB refuses', () => {
  beforeAll(() => open([]), 180_000);
  afterAll(close, 60_000);

  test('it says so by an error that counts as an outage', async () => {
    disk.fill();
    expect(await fillTables()).toContain('ER_RECORD_FILE_FULL');
  }, 60_000);

  test('logins ask to try again, and nothing of them is left', async () => {
    const before = await whoIsLoggedIn(lab.db);
    expect(await idle.logIn('1004', '9004')).toEqual(AGAIN);
    expect(await idle.logIn('1004', '9004')).toEqual(AGAIN);
    expect(await whoIsLoggedIn(lab.db)).toEqual(before);
  }, 60_000);

  test('phones get their configs, also the one whose fetch would be audited first', async () => {
    await forgetFetches();
    expect(await begun.fetch()).toEqual({ status: 200, account: '1002' });
    expect(await used.fetch()).toEqual({ status: 200, account: '1001' });
    expect(await idle.fetch()).toEqual({ status: 200, account: null });
  }, 60_000);

  test('/readyz says that the database is not ready, and the log says why', async () => {
    await eventually(async () => JSON.stringify(await readiness()) === '{"ready":false}', 10_000);
    expect(await service.lineWith('database.unreachable')).toContain(
      'a table, or the disk of the database, is full',
    );
  }, 60_000);

  test('with space again, logins work within 10 s', async () => {
    disk.free();
    const began = performance.now();
    await eventually(async () => (await idle.logIn('1004', '9004')).title === 'Logged in', 10_000);
    await eventually(async () => JSON.stringify(await readiness()) === '{"ready":true}', 10_000);
    const seconds = (performance.now() - began) / 1_000;
    process.stderr.write(`full disk of the database: healed ${seconds.toFixed(1)} s after there was space\n`);
    expect((await idle.fetch()).account).toBe('1004');
  }, 60_000);
});

describeOnSmallDisk(
  'the disk of the database is full, and MariaDB waits, as it does with a binary log',
  () => {
    beforeAll(() => open(['--log-bin=binlog', '--binlog-format=ROW']), 180_000);
    afterAll(close, 60_000);

    test('logins ask to try again, and phones get their configs', async () => {
      await forgetFetches();
      disk.fill();
      let accepted = 0;
      while (await acceptsChange()) accepted += 1;
      process.stderr.write(`MariaDB waits after ${accepted} more changes\n`);
      const began = performance.now();
      expect(await idle.logIn('1004', '9004')).toEqual(AGAIN);
      process.stderr.write(
        `MariaDB waits: a login is answered after ${((performance.now() - began) / 1_000).toFixed(1)} s\n`,
      );
      expect(await used.fetch()).toEqual({ status: 200, account: '1001' });
      expect(await begun.fetch()).toEqual({ status: 200, account: '1002' });
      expect(await idle.fetch()).toEqual({ status: 200, account: null });
      await eventually(async () => JSON.stringify(await readiness()) === '{"ready":false}', 10_000);
    }, 180_000);

    test('with space again, logins work as soon as MariaDB goes on', async () => {
      disk.free();
      const began = performance.now();
      const seconds = () => (performance.now() - began) / 1_000;
      while (!(await acceptsChange())) expect(seconds()).toBeLessThan(75);
      process.stderr.write(`MariaDB goes on ${seconds().toFixed(1)} s after there was space\n`);
      const goesOnAt = seconds();
      await eventually(async () => (await idle.logIn('1004', '9004')).title === 'Logged in', 10_000);
      process.stderr.write(`logins work ${(seconds() - goesOnAt).toFixed(1)} s after that\n`);
      expect((await idle.fetch()).account).toBe('1004');
    }, 180_000);
  },
);
