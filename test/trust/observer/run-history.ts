import type { Knex } from 'knex';
import { type Device, SPY_ADDRESSES } from './device';
import type { Operation } from './operations';
import * as phones from './phone-operations';
import { pass, runOperation } from './run-operation';
import { spyFetches, spyLogsOut } from './spy-operations';
import { count, fail, narrate, type Options, openWorld, type World, watchSessions } from './world';

/** Runs a history in a new world. At its end the spy tries all that is known, and then everything becomes quiet. */
export async function runHistory(
  db: Knex,
  operations: readonly Operation[],
  options: Options,
): Promise<void> {
  const world = await openWorld(db, options);
  try {
    for (const operation of operations) await runOperation(world, operation);
    for (const phone of world.phones) {
      if (!world.sessions.has(phone.mac)) continue;
      await spyFetches(world, phone, SPY_ADDRESSES[0]);
      await spyLogsOut(world, phone, SPY_ADDRESSES[0]);
    }
    await endHistory(world);
  } finally {
    await world.service.close();
  }
}

/** Everything becomes quiet: each user whose login runs gets a phone that is verified. */
async function endHistory(world: World): Promise<void> {
  const { service } = world;
  if (service.database !== 'well') await runOperation(world, { does: 'database', state: 'well' });
  service.asterisk.removeContacts(({ port }) => world.phones.every((each) => each.port !== port));
  for (const each of world.phones) await endAt(world, each);
}

async function endAt(world: World, phone: Device): Promise<void> {
  const { service } = world;
  const session = world.sessions.get(phone.mac);
  if (session?.startedBy !== 'phone') return;
  await phones.boot(world, phone, phone.urlToken === null ? 'bare' : 'url', true);
  if (phone.account !== session.extension) {
    // The phone has lost what proved it. Its user logs in again, if need be after the time that a lost session is protected.
    phones.unregister(world, phone);
    await pass(world, 90);
    await watchSessions(world, null);
    if (!(await phones.logIn(world, phone, session.extension, 'key'))) return;
    await phones.boot(world, phone, phone.urlToken === null ? 'bare' : 'url', true);
  }
  await service.reconcile();
  const state = (await service.activeSessions()).find(({ mac }) => mac === phone.mac)?.state;
  count(world, 'login-becomes-verified');
  narrate(world, `at the end the session of ${session.extension} at ${phone.name} is ${state}`);
  if (state !== 'verified')
    fail(world, 'login-becomes-verified', `${session.extension} at ${phone.name} has no working phone`);
}
