import { isRefusal } from '../../../src/desk/refusals';
import type { SessionRow } from '../../../src/store/rows';
import fc from '../../fast-check';
import type { Health } from './asterisk';
import { checkInvariants } from './invariants';
import { PIN } from './people';
import { contactOf, fetchConfig, registerPhone, unregisterPhone } from './phone-life';
import { type DeskPhone, SOFTPHONE, STRANGER, type World } from './world';

type Command = fc.AsyncCommand<object, World>;

/** Runs the command, lets everything that is due happen, and checks all invariants. */
function command(name: string, run: (world: World) => Promise<void>): Command {
  return {
    check: () => true,
    async run(_model, world) {
      await run(world);
      await world.settle();
      await removeEndedSessions(world);
      await checkInvariants(world);
    },
    toString: () => name,
  };
}

/** The only sessions that end by themselves: those of deleted extensions. */
async function removeEndedSessions(world: World): Promise<void> {
  for (const [mac, { id, extension }] of [...world.active]) {
    if (world.people.isThere(extension)) continue;
    const row = await world.db<SessionRow>('hotdesk_sessions').where({ id }).first();
    if (row?.end_reason === 'extension-deleted') world.active.delete(mac);
  }
}

const phoneOf = (world: World, index: number): DeskPhone => world.phones[index] as DeskPhone;
const isKnown = async ({ db }: World, { mac }: DeskPhone) =>
  (await db('hotdesk_phones').where({ mac }).first('mac')) !== undefined;
const rowAt = ({ db }: World, { mac }: DeskPhone) =>
  db<SessionRow>('hotdesk_sessions').where({ active_mac: mac }).first();

/** Applies a successful login to the model. */
async function expectLogin(world: World, phone: DeskPhone, extension: string, id: string): Promise<void> {
  const row = await world.db<SessionRow>('hotdesk_sessions').where({ id }).first();
  if (!row || row.mac !== phone.mac || row.extension !== extension)
    throw new Error('another session than requested');
  const others = await world.db<SessionRow>('hotdesk_sessions').where({ token_id: row.token_id });
  if (others.length !== 1) throw new Error('a session has the token of another one');
  for (const [mac, session] of world.active) if (session.extension === extension) world.active.delete(mac);
  world.active.set(phone.mac, {
    id,
    extension,
    tokenId: row.token_id,
    loginAddress: row.login_address,
  });
}

/** How long a registered phone stays protected after Asterisk lost its contact. */
const IN_USE_MS = 5 * 60_000;

/** Whether a phone runs a session that only its own token or address may replace by one of another extension. */
function isInUse(
  { now }: World,
  phone: DeskPhone,
  extension: string,
  before: SessionRow | undefined,
): boolean {
  if (!before || before.verified_at === null || before.extension === extension) return false;
  if (phone.token?.id === before.token_id || phone.address === before.phone_address) return false;
  return before.contact_lost_at === null || Math.abs(now - before.contact_lost_at) < IN_USE_MS;
}

/** A repeated login notifies the phone once more, unless the session is verified. */
function recordRepeat(world: World, phone: DeskPhone, id: string, before: SessionRow | undefined): void {
  if (before?.id !== id || before.state === 'verified') return;
  world.repeats.set(phone.mac, (world.repeats.get(phone.mac) ?? 0) + 1);
}

/** The user of a phone logs in by the page that the phone has. */
export async function logInByPage(
  world: World,
  phone: DeskPhone,
  extension: string,
  password: string,
): Promise<void> {
  const { mac, address, token } = phone;
  if (token === null) return;
  const known = await isKnown(world, phone);
  // As the phone server does it: the screens of an unknown phone show no form.
  const holder = await world.desk.authenticateToken(token.text, address);
  if ((holder !== null) !== known) throw new Error('an invalid token is accepted, or a valid one is not');
  if (!holder) return;
  const before = await rowAt(world, phone);
  const inUse = isInUse(world, phone, extension, before);
  const outcome = await world.desk.logIn({ mac, extension, password, via: 'internal', token, address });
  const isRight = password === PIN && world.people.isThere(extension);
  if (isRefusal(outcome)) {
    if (isRight && !(inUse && outcome.refused === 'phone-in-use'))
      throw new Error(`refused: ${outcome.refused}`);
    // An admin lifts lockouts.
    await world.db('hotdesk_attempts').delete();
    return;
  }
  if (!isRight || inUse) throw new Error('the login should have been refused');
  await expectLogin(world, phone, extension, outcome.id);
  recordRepeat(world, phone, outcome.id, before);
}

function logIn(index: number, extension: string, password: string): Command {
  return command(
    `phone ${index} logs in ${extension} with the ${password === PIN ? 'right' : 'wrong'} PIN`,
    (world) => logInByPage(world, phoneOf(world, index), extension, password),
  );
}

/** A phone reads its config and registers with it. */
function applyConfig(which: number): Command {
  return command(`phone ${which} applies its config`, async (world) => {
    const phone = phoneOf(world, which);
    await fetchConfig(world, phone, { byToken: true, address: phone.address, complete: true });
    registerPhone(world, phone, 5060);
  });
}

/** Commands that often follow each other in practice. */
function sequence(...parts: Command[]): Command {
  return {
    check: () => true,
    async run(model, world) {
      for (const part of parts) await part.run(model, world);
    },
    toString: () => parts.join(' and '),
  };
}

/** Registers with the account of the last config, whether that is still valid or not. */
function registerFromPort(which: number, port: number): Command {
  return command(`phone ${which} registers from port ${port}`, async (world) => {
    registerPhone(world, phoneOf(world, which), port);
  });
}

function logInByRest(index: number, extension: string): Command {
  return command(`rest logs ${extension} in at phone ${index}`, async (world) => {
    const phone = phoneOf(world, index);
    const before = await rowAt(world, phone);
    const isKnown = await world.desk.isKnownPhone(phone.mac);
    const outcome = await world.desk.logInByRest({
      mac: phone.mac,
      extension,
      via: 'internal',
      trustAddress: phone.address,
      by: { actor: 'key test', address: null },
    });
    if (isRefusal(outcome)) {
      if (isKnown && world.people.isThere(extension)) throw new Error(`refused: ${outcome.refused}`);
      return;
    }
    if (!isKnown || !world.people.isThere(extension)) throw new Error('the login should have been refused');
    await expectLogin(world, phone, extension, outcome.id);
    recordRepeat(world, phone, outcome.id, before);
  });
}

function logOut(index: number): Command {
  return command(`phone ${index} logs out`, async (world) => {
    const phone = phoneOf(world, index);
    if (phone.token === null) return;
    const session = world.active.get(phone.mac);
    const { mac, token, address } = phone;
    const outcome = await world.desk.logOut({ mac, token, address });
    if (!isRefusal(outcome)) {
      if (outcome.id !== session?.id) throw new Error('another session was ended');
      world.active.delete(phone.mac);
    } else if (session?.tokenId === token.id) throw new Error(`refused: ${outcome.refused}`);
  });
}

function strangerLogsOut(index: number): Command {
  return command(`a stranger logs phone ${index} out`, async (world) => {
    const { mac, brand } = phoneOf(world, index);
    const request = { mac, brand, model: null, firmware: null, address: STRANGER };
    const decision = await world.desk.resolveConfig({ ...request, tokenText: null });
    if (decision.kind !== 'logged-out') throw new Error('a stranger got an account');
    const again = await world.desk.resolveConfig({
      ...request,
      tokenText: decision.token.text,
    });
    if (again.kind !== 'logged-out') throw new Error('a stranger got an account by its token');
    const outcome = await world.desk.logOut({ mac, token: decision.token, address: STRANGER });
    if (!isRefusal(outcome)) throw new Error('a stranger ended a session');
  });
}

/** As the admin API does it: end the session, wait for the jobs, delete the phone. */
function deletePhone(index: number): Command {
  return command(`phone ${index} is deleted`, async (world) => {
    const phone = phoneOf(world, index);
    const outcome = await world.desk.logOutFor(
      phone.mac,
      { actor: 'key test', address: null },
      'phone-deleted',
    );
    if (!isRefusal(outcome)) world.active.delete(phone.mac);
    await world.settle();
    const { mac } = phone;
    if ((await world.db('hotdesk_jobs').where({ mac }).first('id')) !== undefined) return;
    await world.db('hotdesk_phones').where({ mac }).delete();
  });
}

const index = fc.nat(2);
const extension = fc.constantFrom('1001', '1002', '1003');

function simple(name: string, run: (world: World) => Promise<void> | void): fc.Arbitrary<Command> {
  return fc.constant(command(name, async (world) => run(world)));
}

/** All events. Frequent ones are listed more than once. */
export const COMMANDS: fc.Arbitrary<Command>[] = [
  index.map(applyConfig),
  index.map(applyConfig),
  fc.record({ which: index, byToken: fc.boolean(), complete: fc.boolean(), place: fc.nat(1) }).map((how) =>
    command(`phone ${how.which} fetches ${JSON.stringify(how)}`, async (world) => {
      const phone = phoneOf(world, how.which);
      const address = how.byToken ? (phone.addresses[how.place] ?? phone.address) : phone.address;
      await fetchConfig(world, phone, { ...how, address });
    }),
  ),
  fc.tuple(index, extension).map(([which, number]) => logIn(which, number, PIN)),
  fc
    .tuple(index, extension)
    .map(([which, number]) => sequence(logIn(which, number, PIN), applyConfig(which))),
  fc
    .tuple(index, extension)
    .map(([which, number]) => sequence(logIn(which, number, PIN), applyConfig(which))),
  fc
    .tuple(index, extension)
    .map(([which, number]) => sequence(logIn(which, number, PIN), applyConfig(which))),
  fc.tuple(index, extension).map(([which, number]) => logInByRest(which, number)),
  index.map(logOut),
  index.map(strangerLogsOut),
  fc.tuple(index, fc.constantFrom(5060, 5061, 5062)).map(([which, port]) => registerFromPort(which, port)),
  index.map((which) => sequence(logOut(which), registerFromPort(which, 5061))),
  fc
    .tuple(index, extension)
    .map(([which, number]) =>
      sequence(logOut(which), logIn(which, number, PIN), registerFromPort(which, 5062)),
    ),
  index.map((which) =>
    command(`phone ${which} loses its registration`, async (world) =>
      unregisterPhone(world, phoneOf(world, which)),
    ),
  ),
  fc.tuple(index, extension).map(([which, number]) =>
    command(`a softphone registers ${number} beside phone ${which}`, async (world) => {
      const address = which === 0 ? SOFTPHONE : phoneOf(world, which).address;
      world.asterisk.register(contactOf(number, address, 40_000 + which, 'Zoiper rv2'));
    }),
  ),
  simple('the desk reconciles', (world) => world.desk.reconcile()),
  fc.constantFrom(1_000, 1_000, 16_000, 31_000, 181_000, 1_200_000, 3_600_000, -3_600_000).map((ms) =>
    command(`the clock advances by ${ms} ms`, async (world) => {
      world.move(ms);
      await world.settle();
      await world.desk.reconcile();
    }),
  ),
  fc
    .constantFrom<Health[]>('well', 'well', 'unreachable', 'cut')
    .map((health) => command(`Asterisk is ${health}`, async (world) => world.asterisk.setHealth(health))),
  extension.map((number) => command(`${number} is deleted`, async (world) => world.people.remove(number))),
  extension.map((number) =>
    command(`${number} is created again`, async (world) => world.people.recreate(number)),
  ),
  fc.nat(3).map((version) =>
    command(`the template becomes ${version}`, async ({ db }) => {
      const overrides = JSON.stringify({ P1: String(version) });
      await db('hotdesk_templates').where({ brand: 'sangoma' }).update({ overrides });
    }),
  ),
  index.map(deletePhone),
  simple('the desk restarts', (world) => world.restart()),
];

/** Computes a slow hash, so it is listed once. */
export const WRONG_LOGIN: fc.Arbitrary<Command> = fc
  .tuple(index, extension)
  .map(([which, number]) => logIn(which, number, '9999'));
