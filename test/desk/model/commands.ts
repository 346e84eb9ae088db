import { isRefusal } from '../../../src/desk/refusals';
import type { SessionRow } from '../../../src/store/rows';
import fc from '../../fast-check';
import type { Health } from './asterisk';
import { checkInvariants } from './invariants';
import { PIN } from './people';
import { contactOf, fetchConfig, register, unregister } from './phone-life';
import { type DeskPhone, idOf, SOFTPHONE, STRANGER, type World } from './world';

type Command = fc.AsyncCommand<object, World>;

/** Does it, lets everything that is due happen, and looks whether all invariants hold. */
function command(name: string, run: (world: World) => Promise<void>): Command {
  return {
    check: () => true,
    async run(_model, world) {
      await run(world);
      await world.settle();
      await adoptEnds(world);
      await checkInvariants(world);
    },
    toString: () => name,
  };
}

/** The only end that comes by itself: nobody is logged in as an extension that is gone. */
async function adoptEnds(world: World): Promise<void> {
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

/** What a login that got through changes in the model. */
async function expectLogin(world: World, phone: DeskPhone, extension: string, id: string): Promise<void> {
  const row = await world.db<SessionRow>('hotdesk_sessions').where({ id }).first();
  if (!row || row.mac !== phone.mac || row.extension !== extension) throw new Error('not what was asked for');
  if (!(await isOrFollows(world, row.token_id, phone)))
    throw new Error('the proof of a session is a token that its phone never got');
  for (const [mac, session] of world.active) if (session.extension === extension) world.active.delete(mac);
  world.active.set(phone.mac, {
    id,
    extension,
    tokenId: row.token_id,
    loginAddress: row.login_address,
  });
}

/** After so many sessions through tokens that nobody fetched, the next one gets a fresh token. */
const MOST_MISSED = 8;

/** Whether the phone got this token, or one that it follows. */
async function isOrFollows({ db }: World, id: string, phone: DeskPhone): Promise<boolean> {
  const got = new Set([...phone.tokens].map(idOf));
  let before: string | undefined = id;
  while (before !== undefined) {
    if (got.has(before)) return true;
    const row: { nonce: string } | undefined = await db('hotdesk_tokens')
      .where({ id: before })
      .first('nonce');
    before = /\|after (\w+)$/.exec(row?.nonce ?? '')?.[1];
  }
  const fresh = await db('hotdesk_tokens').where({ id, mac: phone.mac, address: phone.address }).first('id');
  const sessions = await db('hotdesk_sessions').where({ mac: phone.mac });
  return fresh !== undefined && sessions.length > MOST_MISSED;
}

/** A login that changes nothing tells the phone once more, unless it has taken all. */
function recordRepeat(world: World, phone: DeskPhone, id: string, before: SessionRow | undefined): void {
  if (before?.id !== id || before.state === 'verified') return;
  world.repeats.set(phone.mac, (world.repeats.get(phone.mac) ?? 0) + 1);
}

function logIn(index: number, extension: string, password: string): Command {
  return command(
    `phone ${index} logs in ${extension} ${password === PIN ? 'rightly' : 'wrongly'}`,
    async (world) => {
      const phone = phoneOf(world, index);
      if (phone.token === null) return;
      // As the door does it: the screens of a token that is worth nothing show no form.
      const holder = await world.desk.authenticateToken(phone.token, phone.address);
      if ((holder !== null) !== phone.tokens.has(phone.token)) throw new Error('another token counts');
      if (!holder) return;
      const known = await isKnown(world, phone);
      const before = await rowAt(world, phone);
      const { mac, address } = phone;
      const tokenId = idOf(phone.token);
      const outcome = await world.desk.logIn({ mac, extension, password, via: 'internal', tokenId, address });
      if (isRefusal(outcome)) {
        if (password === PIN && known && world.people.isThere(extension))
          throw new Error(`refused: ${outcome.refused}`);
        // An admin lifts what a user locks.
        await world.db('hotdesk_attempts').delete();
        return;
      }
      if (password !== PIN || !known || !world.people.isThere(extension)) throw new Error('got in');
      await expectLogin(world, phone, extension, outcome.id);
      recordRepeat(world, phone, outcome.id, before);
    },
  );
}

/** A phone does what it is told: it reads its config and registers by it. */
function takeConfig(which: number): Command {
  return command(`phone ${which} takes its config`, async (world) => {
    const phone = phoneOf(world, which);
    await fetchConfig(world, phone, { byToken: true, address: phone.address, complete: true });
    register(world, phone, 5060);
  });
}

/** What often comes together, so that it does in many of the runs too. */
function together(...parts: Command[]): Command {
  return {
    check: () => true,
    async run(model, world) {
      for (const part of parts) await part.run(model, world);
    },
    toString: () => parts.join(' and '),
  };
}

/** With the account of its last config, whether that is still its own or not. */
function registers(which: number, port: number): Command {
  return command(`phone ${which} registers from port ${port}`, async (world) => {
    register(world, phoneOf(world, which), port);
  });
}

function logInByRest(index: number, extension: string): Command {
  return command(`rest logs ${extension} in at phone ${index}`, async (world) => {
    const phone = phoneOf(world, index);
    const before = await rowAt(world, phone);
    const outcome = await world.desk.logInByRest({
      mac: phone.mac,
      extension,
      via: 'internal',
      trustLastSeen: false,
      by: { actor: 'key test', address: null },
    });
    if (isRefusal(outcome)) {
      if (before && world.people.isThere(extension)) throw new Error(`refused: ${outcome.refused}`);
      return;
    }
    if (!world.people.isThere(extension)) throw new Error('got in');
    await expectLogin(world, phone, extension, outcome.id);
    recordRepeat(world, phone, outcome.id, before);
  });
}

function logOut(index: number): Command {
  return command(`phone ${index} logs out`, async (world) => {
    const phone = phoneOf(world, index);
    if (phone.token === null) return;
    const session = world.active.get(phone.mac);
    const tokenId = idOf(phone.token);
    const outcome = await world.desk.logOut({ mac: phone.mac, tokenId, address: phone.address });
    if (!isRefusal(outcome)) {
      if (outcome.id !== session?.id) throw new Error('another session was ended');
      world.active.delete(phone.mac);
    } else if (session?.tokenId === tokenId) throw new Error(`refused: ${outcome.refused}`);
  });
}

function strangerLogsOut(index: number): Command {
  return command(`a stranger logs phone ${index} out`, async (world) => {
    const { mac, brand } = phoneOf(world, index);
    const asked = { mac, brand, model: null, firmware: null, address: STRANGER };
    const decision = await world.desk.resolveConfig({ ...asked, tokenText: null });
    if (decision.kind !== 'logged-out') throw new Error('a stranger got an account');
    const again = await world.desk.resolveConfig({
      ...asked,
      tokenText: world.desk.tokenTextOf(decision.token),
    });
    if (again.kind !== 'logged-out') throw new Error('a stranger got an account by his token');
    const outcome = await world.desk.logOut({ mac, tokenId: decision.token.id, address: STRANGER });
    if (!isRefusal(outcome)) throw new Error('a stranger ended a session');
  });
}

/** As the admin API does it: end, wait until all is told, forget. */
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
    await world.db('hotdesk_tokens').where({ mac }).delete();
    phone.tokens.clear();
  });
}

const index = fc.nat(2);
const extension = fc.constantFrom('1001', '1002', '1003');

function simple(name: string, run: (world: World) => Promise<void> | void): fc.Arbitrary<Command> {
  return fc.constant(command(name, async (world) => run(world)));
}

/** Everything that happens to the house; what happens often on a working day is there more than once. */
export const COMMANDS: fc.Arbitrary<Command>[] = [
  index.map(takeConfig),
  index.map(takeConfig),
  fc.record({ which: index, byToken: fc.boolean(), complete: fc.boolean(), place: fc.nat(1) }).map((how) =>
    command(`phone ${how.which} fetches ${JSON.stringify(how)}`, async (world) => {
      const phone = phoneOf(world, how.which);
      const address = how.byToken ? (phone.addresses[how.place] ?? phone.address) : phone.address;
      await fetchConfig(world, phone, { ...how, address });
    }),
  ),
  fc.tuple(index, extension).map(([which, number]) => logIn(which, number, PIN)),
  fc.tuple(index, extension).map(([which, number]) => together(logIn(which, number, PIN), takeConfig(which))),
  fc.tuple(index, extension).map(([which, number]) => together(logIn(which, number, PIN), takeConfig(which))),
  fc.tuple(index, extension).map(([which, number]) => together(logIn(which, number, PIN), takeConfig(which))),
  fc.tuple(index, extension).map(([which, number]) => logInByRest(which, number)),
  index.map(logOut),
  index.map(strangerLogsOut),
  fc.tuple(index, fc.constantFrom(5060, 5061, 5062)).map(([which, port]) => registers(which, port)),
  index.map((which) => together(logOut(which), registers(which, 5061))),
  fc
    .tuple(index, extension)
    .map(([which, number]) => together(logOut(which), logIn(which, number, PIN), registers(which, 5062))),
  index.map((which) =>
    command(`phone ${which} is registered no more`, async (world) =>
      unregister(world, phoneOf(world, which)),
    ),
  ),
  fc.tuple(index, extension).map(([which, number]) =>
    command(`a softphone registers ${number} beside phone ${which}`, async (world) => {
      const address = which === 0 ? SOFTPHONE : phoneOf(world, which).address;
      world.asterisk.register(contactOf(number, address, 40_000 + which, 'Zoiper rv2'));
    }),
  ),
  simple('it is looked whether all is as it should be', (world) => world.desk.reconcile()),
  fc.constantFrom(1_000, 1_000, 16_000, 31_000, 181_000, 1_200_000, 3_600_000, -3_600_000).map((ms) =>
    command(`the clock goes by ${ms} ms`, async (world) => {
      world.move(ms);
      await world.settle();
      await world.desk.reconcile();
    }),
  ),
  fc
    .constantFrom<Health[]>('well', 'well', 'away', 'cut')
    .map((health) => command(`Asterisk is ${health}`, async (world) => world.asterisk.turn(health))),
  extension.map((number) => command(`${number} is deleted`, async (world) => world.people.remove(number))),
  extension.map((number) =>
    command(`${number} is made again`, async (world) => world.people.makeAgain(number)),
  ),
  fc.nat(3).map((version) =>
    command(`the template becomes ${version}`, async ({ db }) => {
      const overrides = JSON.stringify({ P1: String(version) });
      await db('hotdesk_templates').where({ brand: 'sangoma' }).update({ overrides });
    }),
  ),
  index.map(deletePhone),
  simple('the desk is started again', (world) => world.restart()),
];

/** Costs a slow hash, so it is there once. */
export const WRONG_LOGIN: fc.Arbitrary<Command> = fc
  .tuple(index, extension)
  .map(([which, number]) => logIn(which, number, '9999'));
