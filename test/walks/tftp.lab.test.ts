import { BRANDS } from '../../phoneapps';
import type { Brand } from '../../src/phones/brands/brand';
import { createSimulatedPhone } from '../../src/simulator/phone';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { testAddress } from '../addresses';
import { profileOf } from '../device-profiles';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { contactsOf, labels, logInAt, logOutAt, sessionOf } from './support';

let app: LabApp;
let phones: SimulatedPhone[] = [];
beforeAll(async () => {
  app = await openLabApp({ tftp: true });
}, 90_000);
afterEach(async () => {
  await Promise.all(phones.map((phone) => phone.powerOff()));
  phones = [];
});
afterAll(() => app?.close(), 30_000);

const ALICE = { extension: '1001', pin: '4711' };

/** Models that can boot only by TFTP, and one that can also boot by TFTP. */
const BY_TFTP: [string, string, Brand][] = BRANDS.flatMap((brand): [string, string, Brand][] => {
  const models = Object.keys(brand.models);
  if (brand.id === 'cisco-enterprise') return ['7962', '7911'].map((model) => [brand.id, model, brand]);
  return brand.id === 'aastra' ? [[brand.id, models[0] ?? '', brand]] : [];
});

test('there is a brand that boots only by TFTP, and one that can', () => {
  expect(new Set(BY_TFTP.map(([id]) => id))).toEqual(new Set(['cisco-enterprise', 'aastra']));
});

function phoneAt(
  brand: Brand,
  model: string,
  address: string,
  mac: string,
  profile = profileOf(brand),
): SimulatedPhone {
  const url = `tftp://127.0.0.1:${app.service.tftpPort}/`;
  const phone = createSimulatedPhone({ brand, profile, model, mac, address, url, urlFrom: 'dhcp' });
  phones.push(phone);
  return phone;
}

const isLoggedOut = (phone: SimulatedPhone) =>
  phone.accounts().every(({ enabled }) => !enabled) &&
  labels(phone).some((label) => label.startsWith('Login'));

describe.each(BY_TFTP)('a %s %s by TFTP', (_, model, brand) => {
  const number = 1 + BY_TFTP.findIndex((row) => row[1] === model);
  const mac = `${brand.identity.ouis[0]}0f000${number}`;
  const [first] = brand.models[model]?.apply ?? [];
  const reboots = first?.reboots ? 1 : 0;

  test('boots, logs in, is verified, boots again, and logs out', async () => {
    const phone = phoneAt(brand, model, testAddress(60, number), mac);
    await phone.boot();
    expect(isLoggedOut(phone)).toBe(true);
    const missing = phone.fetches.filter(({ status }) => status !== 200).map(({ status }) => status);
    expect(new Set(missing).size).toBeLessThanOrEqual(1);

    await logInAt(app, phone, ALICE.extension, ALICE.pin);
    expect(phone.registered()).toEqual([ALICE.extension]);
    expect((await app.store.phone(phoneMac(mac)))?.brand).toBe(brand.id);
    expect(phone.reboots).toBe(reboots);
    expect(phone.fetches.every(({ path }) => /^\/[A-Za-z0-9.-]+$/.test(path))).toBe(true);

    const otherAddress = phoneAt(brand, model, testAddress(60, number + 100), mac);
    await otherAddress.boot();
    expect(isLoggedOut(otherAddress)).toBe(true);

    await phone.reboot();
    await eventually(() => phone.registered().includes(ALICE.extension), 20_000);
    expect((await sessionOf(app, ALICE.extension))?.state).toBe('verified');

    await logOutAt(phone);
    await eventually(() => isLoggedOut(phone), 20_000);
    await eventually(async () => (await contactsOf(app, ALICE.extension)).length === 0, 20_000);
    expect(await sessionOf(app, ALICE.extension)).toBeNull();
    expect(phone.reboots).toBe(1 + 2 * reboots);
  }, 60_000);
});

const phoneMac = (mac: string) => mac as Parameters<LabApp['store']['phone']>[0];

test('a phone that ignores NOTIFY has its account after a manual restart', async () => {
  const brand = BRANDS.find(({ id }) => id === 'cisco-enterprise');
  if (!brand) throw new Error('no brand cisco-enterprise');
  const ignoresNotify = { ...profileOf(brand), onNotify: () => 'ignore' as const };
  const phone = phoneAt(brand, '8841', testAddress(60, 9), '001d450f0009', ignoresNotify);
  await phone.boot();
  const [key] = phone.keys();
  await phone.pressKey(key?.slot ?? '');
  await phone.choose('Login');
  phone.fill({ extension: ALICE.extension, password: ALICE.pin });
  await phone.submit();
  await eventually(() => phone.notifies.length > 0, 20_000);
  expect(phone.registered()).toEqual([]);
  await phone.reboot();
  await eventually(async () => (await sessionOf(app, ALICE.extension))?.state === 'verified', 20_000);
  expect(labels(phone)).toContain('Login/Logout');
  await logOutAt(phone);
}, 60_000);
