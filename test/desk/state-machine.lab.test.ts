import type { Knex } from 'knex';
import { connectDatabase, migrateDatabase } from '../../src/store/database';
import fc from '../fast-check';
import type { LabMariadb } from '../lab/mariadb';
import { shareMariadb } from '../lab/shared';
import { SILENT } from '../test-app';
import { roundCount } from '../tier';
import { COMMANDS, logInByPage, WRONG_LOGIN } from './model/commands';
import { checkInvariants, checkNoStaleRegistrations } from './model/invariants';
import { PIN } from './model/people';
import { fetchConfig, registerPhone } from './model/phone-life';
import { openWorld, type World } from './model/world';

const RUNS = roundCount({ full: 300, core: 40 });

let mariadb: LabMariadb;
let db: Knex;
beforeAll(async () => {
  mariadb = await shareMariadb();
  const database = await mariadb.createDatabase('model');
  const { host, port, user, password } = mariadb;
  db = connectDatabase({ kind: 'mysql', host, port, user, password, database }, SILENT);
  await migrateDatabase(db);
  jest.useFakeTimers({
    doNotFake: [
      'Date',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
    ],
  });
}, 60_000);
afterAll(async () => {
  jest.useRealTimers();
  await db?.destroy();
  await mariadb?.stop();
});

/** Asterisk is well again, time advances, and all waiting jobs are done. */
async function heal(world: World): Promise<void> {
  world.asterisk.setHealth('well');
  // Longer than any retry of a job, in steps shorter than the time after which a session is reported.
  for (let minute = 0; minute < 3; minute += 1) {
    world.move(61_000);
    await world.settle();
    await world.desk.reconcile();
    await world.settle();
  }
  for (const [mac, { extension }] of [...world.active])
    if (!world.people.isThere(extension)) world.active.delete(mac);
  await checkInvariants(world);
  if ((await world.db('hotdesk_jobs').first('id')) !== undefined) throw new Error('jobs are left over');
  await checkNoStaleRegistrations(world);
}

/** Every phone ends with the right config, by its own URL, the bare one or another login, and registers. */
async function applyAllConfigs(world: World): Promise<void> {
  for (const phone of world.phones) {
    const session = world.active.get(phone.mac);
    await fetchConfig(world, phone, { byToken: true, address: phone.address, complete: true });
    const { loginAddress } = session ?? {};
    if (session && loginAddress && !phone.account)
      await fetchConfig(world, phone, { byToken: false, address: loginAddress, complete: true });
    // Its address is no proof any more. Its user logs in again, as at any phone that has lost its config.
    if (session && !phone.account) {
      await logInByPage(world, phone, session.extension, PIN);
      await fetchConfig(world, phone, { byToken: true, address: phone.address, complete: true });
    }
    if (phone.account?.extension !== session?.extension)
      throw new Error(`phone ${phone.mac} has ${phone.account?.extension} and not ${session?.extension}`);
    registerPhone(world, phone, 5070);
    await world.settle();
  }
  await checkInvariants(world);
  const open = await world.db('hotdesk_sessions').whereIn('state', ['requested', 'provisioned']);
  if (open.length > 0) throw new Error(`not verified: ${JSON.stringify(open)}`);
}

test('after any sequence of events the invariants hold, and everything heals', async () => {
  const commands = fc.commands([...COMMANDS, WRONG_LOGIN], { maxCommands: 16, size: 'max' });
  await fc.assert(
    fc.asyncProperty(commands, async (list) => {
      const world = await openWorld(db);
      try {
        for (const phone of world.phones)
          await fetchConfig(world, phone, { byToken: false, address: phone.address, complete: true });
        await fc.asyncModelRun(() => ({ model: {}, real: world }), list);
        await heal(world);
        await applyAllConfigs(world);
      } finally {
        await world.close();
      }
    }),
    { numRuns: RUNS },
  );
}, 900_000);
