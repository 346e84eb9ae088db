import { BRANDS } from '../../phoneapps';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { profileOf } from '../device-profiles';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import {
  accountAt,
  expectDefaultLogin,
  filesAt,
  INSIDE,
  isDefaultLogin,
  keeperAt,
  lastAsked,
  leaveSeat,
  phoneAt,
  powerCycle,
  seatsOf,
  shownBy,
  takeSeat,
  tokenIn,
} from './both-boots-support';
import { contactsOf, sessionOf, typeLogin } from './support';

let app: LabApp;
beforeAll(async () => {
  app = await openLabApp();
  await app.set({ internalNetworks: [INSIDE] });
}, 90_000);
afterAll(() => app?.close(), 30_000);

const switchedOn: SimulatedPhone[] = [];
afterEach(async () => {
  for (const phone of switchedOn.splice(0)) await phone.powerOff();
});

async function switchOn(phone: SimulatedPhone): Promise<void> {
  switchedOn.push(phone);
  await phone.boot();
}

const ALICE = { extension: '1001', pin: '4711', name: 'Alice Adams' };
const BOB = { extension: '1002', pin: '4712', name: 'Bob Brown' };
const SECRET = /^[0-9a-f]{32}$/;

const KEEPERS = BRANDS.filter(({ keepsUrl }) => keepsUrl);
const ONE_URL = BRANDS.filter((brand) => profileOf(brand).fetchesUrlItself);
const BY_DHCP = BRANDS.filter((brand) => !profileOf(brand).fetchesUrlItself);

describe('the provisioning URL comes from DHCP at every boot', () => {
  test.each(seatsOf(BY_DHCP, 1))(
    '$title',
    async (seat) => {
      const { brand, model, mac, address, neighbour } = seat;
      const phone = app.phone(brand.id, model, mac, address, 'dhcp');
      await switchOn(phone);
      expect(isDefaultLogin(seat, shownBy(phone))).toBe(true);
      await takeSeat(app, seat, phone, ALICE.extension, ALICE.pin);
      const { user, secret } = accountAt(shownBy(phone));
      expect(user).toBe(ALICE.extension);
      expect(secret).toMatch(SECRET);

      const own = await filesAt(seat, app.url, address);
      expect(accountAt(own.reading).secret).toBe(secret);
      const session = await sessionOf(app, ALICE.extension);
      const row = await app.store.phone(mac);
      const stranger = await filesAt(seat, app.url, neighbour);
      expectDefaultLogin(seat, stranger, [secret, ALICE.name]);
      expect(await filesAt(seat, app.url, neighbour)).toEqual(stranger);
      expect(await sessionOf(app, ALICE.extension)).toEqual(session);
      expect(await app.store.phone(mac)).toEqual(row);
      expect(await filesAt(seat, app.url, address)).toEqual(own);
      expect(phone.registered()).toEqual([ALICE.extension]);

      await powerCycle(phone);
      await eventually(() => phone.registered().includes(ALICE.extension), 20_000);
      expect(await sessionOf(app, ALICE.extension)).toEqual(session);
      expect(await contactsOf(app, ALICE.extension)).toHaveLength(1);

      await leaveSeat(app, seat, phone);
      await eventually(async () => (await contactsOf(app, ALICE.extension)).length === 0, 20_000);
      expect(await sessionOf(app, ALICE.extension)).toBeNull();
      for (const from of [address, neighbour])
        expectDefaultLogin(seat, await filesAt(seat, app.url, from), [secret, ALICE.name]);
      await powerCycle(phone);
      expect(isDefaultLogin(seat, shownBy(phone))).toBe(true);
      expect(phone.fetches.filter(({ path }) => tokenIn(path) !== null)).toEqual([]);
    },
    60_000,
  );

  test('is a way for every brand but those that ask for one URL only, and these have no MAC to ask with', async () => {
    expect(ONE_URL.map(({ id }) => id)).toEqual(
      BRANDS.filter(({ createdByRest }) => createdByRest).map(({ id }) => id),
    );
    for (const seat of seatsOf(ONE_URL, 1)) {
      const [file] = profileOf(seat.brand)
        .boot(seat.model, seat.mac)
        .map((step) => step.file);
      const { statuses } = await filesAt(seat, `${app.url}${file}`, seat.address);
      expect(statuses).toEqual([404]);
    }
  });
});

describe('the provisioning URL is kept from the config, and the token is demanded of all', () => {
  beforeAll(() => app.set({ requireToken: true }));
  afterAll(() => app?.set({ requireToken: false }));

  test.each(seatsOf(KEEPERS, 2))(
    '$title',
    async (given) => {
      const { seat, phone } = await keeperAt(app, given);
      const { brand, address, neighbour, outside } = seat;
      const isMade = brand.createdByRest;
      await switchOn(phone);
      expect(isDefaultLogin(seat, shownBy(phone))).toBe(true);
      const atFirst = phone.fetches.length;
      await takeSeat(app, seat, phone, ALICE.extension, ALICE.pin);
      const { secret } = accountAt(shownBy(phone));
      expect(secret).toMatch(SECRET);
      const kept = lastAsked(app, seat, phone);
      const token = kept.token ?? 'no token';
      const session = await sessionOf(app, ALICE.extension);

      const bare = isMade ? `${app.url}${profileOf(brand).boot('', '').at(-1)?.file}` : app.url;
      for (const from of [address, neighbour, outside]) {
        const without = await filesAt(seat, bare, from);
        if (isMade) expect(without.statuses).toEqual([404]);
        else expectDefaultLogin(seat, without, [secret, ALICE.name, token]);
      }
      expect(await sessionOf(app, ALICE.extension)).toEqual(session);

      await powerCycle(phone);
      await eventually(() => phone.registered().includes(ALICE.extension), 20_000);
      expect(await sessionOf(app, ALICE.extension)).toEqual(session);
      expect(phone.fetches.slice(atFirst).every(({ path }) => tokenIn(path) === token)).toBe(true);
      await phone.powerOff();

      const moved = phoneAt(seat, outside, kept.url);
      await switchOn(moved);
      expect(accountAt(shownBy(moved)).secret).toBe(secret);
      await eventually(() => moved.registered().includes(ALICE.extension), 20_000);
      const now = await eventually(() => sessionOf(app, ALICE.extension));
      expect([now.id, now.state, now.phoneAddress]).toEqual([session?.id, 'verified', outside]);

      await leaveSeat(app, seat, moved);
      await eventually(async () => (await contactsOf(app, ALICE.extension)).length === 0, 20_000);
      expect(await sessionOf(app, ALICE.extension)).toBeNull();
      for (const from of [address, neighbour, outside]) {
        const files = await filesAt(seat, kept.url, from);
        expectDefaultLogin(seat, files, [secret, ALICE.name, ...(isMade ? [] : [token])]);
      }

      await takeSeat(app, seat, moved, BOB.extension, BOB.pin);
      const bob = accountAt(shownBy(moved));
      expect([bob.user, lastAsked(app, seat, moved).token === token]).toEqual([BOB.extension, isMade]);
      for (const from of isMade ? [] : [address, neighbour, outside])
        expectDefaultLogin(seat, await filesAt(seat, kept.url, from), [secret, bob.secret, BOB.name]);
      await leaveSeat(app, seat, moved);
    },
    60_000,
  );

  // No brand of today: a phone of the first one, whose DHCP overrules its config, stands for them.
  const FORGETFUL = [...BY_DHCP.slice(0, 1), ...BRANDS.filter(({ keepsUrl }) => !keepsUrl)];

  test.each(seatsOf(FORGETFUL, 3))(
    'a $title that does not keep it stays at its default login, and REST shows a session that was never served',
    async (seat) => {
      const { brand, model, mac, address } = seat;
      const phone = app.phone(brand.id, model, mac, address, 'dhcp');
      await switchOn(phone);
      const before = phone.fetches.length;
      await typeLogin(phone, ALICE.extension, ALICE.pin);
      await eventually(() => phone.fetches.slice(before).some(({ status }) => status === 200), 20_000);
      await powerCycle(phone);
      expect(isDefaultLogin(seat, shownBy(phone))).toBe(true);
      const { body } = await app.rest('GET', `/api/v1/phones/${mac}`);
      expect(body.session).toMatchObject({
        extension: ALICE.extension,
        state: 'requested',
        provisionedAt: null,
      });
      expect(await contactsOf(app, ALICE.extension)).toEqual([]);
      expect((await app.rest('POST', `/api/v1/phones/${mac}/logout`, {})).status).toBe(200);
    },
    60_000,
  );
});

test('GET /api/v1/brands says of each brand whether it keeps its URL, so that a token can be demanded of it', async () => {
  const { body } = await app.rest('GET', '/api/v1/brands');
  const said = (body.items as { id: string; keepsUrl: boolean }[]).map(({ id, keepsUrl }) => [id, keepsUrl]);
  expect(said).toEqual(BRANDS.map(({ id }) => [id, KEEPERS.some((keeper) => keeper.id === id)]));
  expect(said).toHaveLength(BRANDS.length);
});
