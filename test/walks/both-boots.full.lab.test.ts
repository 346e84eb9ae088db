import { BRANDS } from '../../phoneapps';
import type { DeskSettings } from '../../src/desk/settings';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { profileOf } from '../device-profiles';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import {
  accountAt,
  expectDefaultLogin,
  fetchBootFiles,
  INSIDE,
  isDefaultLogin,
  lastRequestOf,
  leaveSeat,
  phoneAt,
  phoneThatKeepsUrl,
  powerCycle,
  requestAfter,
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

const KEEP_URL = BRANDS.filter(({ keepsUrl }) => keepsUrl);
const ONE_URL = BRANDS.filter((brand) => profileOf(brand).fetchesUrlItself);
const BY_DHCP = BRANDS.filter((brand) => !profileOf(brand).fetchesUrlItself);

describe('when the provisioning URL comes from DHCP at every boot', () => {
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

      const sameAddress = await fetchBootFiles(seat, app.url, address);
      expect(accountAt(sameAddress.reading).secret).toBe(secret);
      const session = await sessionOf(app, ALICE.extension);
      const row = await app.store.phone(mac);
      const otherAddress = await fetchBootFiles(seat, app.url, neighbour);
      expectDefaultLogin(seat, otherAddress, [secret, ALICE.name]);
      expect(await fetchBootFiles(seat, app.url, neighbour)).toEqual(otherAddress);
      expect(await sessionOf(app, ALICE.extension)).toEqual(session);
      expect(await app.store.phone(mac)).toEqual(row);
      expect(await fetchBootFiles(seat, app.url, address)).toEqual(sameAddress);
      // The NOTIFY of a login by REST may be sent again while the phone is off, and restarts it once more.
      await eventually(() => phone.registered().join() === ALICE.extension, 20_000);

      await powerCycle(phone);
      await eventually(() => phone.registered().includes(ALICE.extension), 20_000);
      expect(await sessionOf(app, ALICE.extension)).toEqual(session);
      expect(await contactsOf(app, ALICE.extension)).toHaveLength(1);

      await leaveSeat(app, seat, phone);
      await eventually(async () => (await contactsOf(app, ALICE.extension)).length === 0, 20_000);
      expect(await sessionOf(app, ALICE.extension)).toBeNull();
      for (const from of [address, neighbour])
        expectDefaultLogin(seat, await fetchBootFiles(seat, app.url, from), [secret, ALICE.name]);
      await powerCycle(phone);
      expect(isDefaultLogin(seat, shownBy(phone))).toBe(true);
      expect(phone.fetches.filter(({ path }) => tokenIn(path) !== null)).toEqual([]);
    },
    60_000,
  );

  test('every brand can boot this way, except those that fetch one URL only: their requests have no MAC', async () => {
    expect(ONE_URL.map(({ id }) => id)).toEqual(
      BRANDS.filter(({ createdByRest }) => createdByRest).map(({ id }) => id),
    );
    for (const seat of seatsOf(ONE_URL, 1)) {
      const [file] = profileOf(seat.brand)
        .boot(seat.model, seat.mac)
        .map((step) => step.file);
      const { statuses } = await fetchBootFiles(seat, `${app.url}${file}`, seat.address);
      expect(statuses).toEqual([404]);
    }
  });
});

describe('when phones keep the provisioning URL of their config, and every request needs a token', () => {
  let before: DeskSettings;
  beforeAll(async () => {
    before = await app.store.settings();
    // Phones outside register at an address that resolves here.
    await app.set({ requireToken: true, externalAddress: before.internalAddress });
  });
  afterAll(() => app?.set({ requireToken: false, externalAddress: before.externalAddress }));

  test.each(seatsOf(KEEP_URL, 2))(
    '$title',
    async (planned) => {
      const { seat, phone } = await phoneThatKeepsUrl(app, planned);
      const { brand, address, neighbour, outside } = seat;
      const isMade = brand.createdByRest;
      await switchOn(phone);
      expect(isDefaultLogin(seat, shownBy(phone))).toBe(true);
      const atFirst = phone.fetches.length;
      await takeSeat(app, seat, phone, ALICE.extension, ALICE.pin);
      const { secret } = accountAt(shownBy(phone));
      expect(secret).toMatch(SECRET);
      const boot = requestAfter(app, seat, phone, atFirst);
      const session = await sessionOf(app, ALICE.extension);
      await powerCycle(phone);
      await eventually(() => phone.registered().includes(ALICE.extension), 20_000);
      const request = lastRequestOf(app, seat, phone);
      const token = request.token ?? 'no token';
      // The phone booted by the token of its login page, or by its link, which has become worthless.
      expect(boot.token).not.toBe(token);
      for (const from of [address, neighbour, outside])
        expectDefaultLogin(seat, await fetchBootFiles(seat, boot.url, from), [secret, ALICE.name, token]);

      const bare = isMade ? `${app.url}${profileOf(brand).boot('', '').at(-1)?.file}` : app.url;
      for (const from of [address, neighbour, outside]) {
        const without = await fetchBootFiles(seat, bare, from);
        if (isMade) expect(without.statuses).toEqual([404]);
        else expectDefaultLogin(seat, without, [secret, ALICE.name, token]);
      }
      expect(await sessionOf(app, ALICE.extension)).toEqual(session);

      await powerCycle(phone);
      await eventually(() => phone.registered().includes(ALICE.extension), 20_000);
      expect(await sessionOf(app, ALICE.extension)).toEqual(session);
      const tokens = new Set(phone.fetches.slice(atFirst).map(({ path }) => tokenIn(path)));
      expect(tokens).toEqual(new Set([boot.token, token]));
      await phone.powerOff();

      const moved = phoneAt(seat, outside, request.url);
      await switchOn(moved);
      expect(accountAt(shownBy(moved)).secret).toBe(secret);
      await eventually(() => moved.registered().includes(ALICE.extension), 20_000);
      const now = await eventually(() => sessionOf(app, ALICE.extension));
      expect([now.id, now.state, now.phoneAddress]).toEqual([session?.id, 'verified', outside]);

      await leaveSeat(app, seat, moved);
      await eventually(async () => (await contactsOf(app, ALICE.extension)).length === 0, 20_000);
      expect(await sessionOf(app, ALICE.extension)).toBeNull();
      for (const from of [address, neighbour, outside]) {
        const files = await fetchBootFiles(seat, request.url, from);
        expectDefaultLogin(seat, files, [secret, ALICE.name, token]);
      }

      await takeSeat(app, { ...seat, address: outside }, moved, BOB.extension, BOB.pin);
      const bob = accountAt(shownBy(moved));
      expect(bob.user).toBe(BOB.extension);
      expect(lastRequestOf(app, seat, moved).token).not.toBe(token);
      for (const from of [address, neighbour, outside])
        expectDefaultLogin(seat, await fetchBootFiles(seat, request.url, from), [
          secret,
          bob.secret,
          BOB.name,
        ]);
      await leaveSeat(app, seat, moved);
    },
    60_000,
  );

  // All brands of today keep it, so a phone of the first brand, whose DHCP overrides its config, stands in.
  const FORGETS_URL = [...BY_DHCP.slice(0, 1), ...BRANDS.filter(({ keepsUrl }) => !keepsUrl)];

  test.each(seatsOf(FORGETS_URL, 3))(
    'a $title that does not keep it stays at its default login, and REST shows a session that was never provisioned',
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

test('GET /api/v1/brands shows whether a brand keeps its URL, so that admins know if it can use tokens', async () => {
  const { body } = await app.rest('GET', '/api/v1/brands');
  const listed = (body.items as { id: string; keepsUrl: boolean }[]).map(({ id, keepsUrl }) => [
    id,
    keepsUrl,
  ]);
  expect(listed).toEqual(BRANDS.map(({ id }) => [id, KEEP_URL.some((brand) => brand.id === id)]));
  expect(listed).toHaveLength(BRANDS.length);
});
