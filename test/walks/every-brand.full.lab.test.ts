import { BRANDS } from '../../phoneapps';
import type { Brand } from '../../src/phones/brands/brand';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { testAddress } from '../addresses';
import { prefixOf } from '../brands/support';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { contactsOf, labels, logInAt, logOutAt, sessionOf } from './support';

let app: LabApp;
beforeAll(async () => {
  app = await openLabApp();
}, 90_000);
afterAll(() => app?.close(), 30_000);

const EXTENSION = '1001';
const PIN = '4711';

interface Case {
  readonly brand: Brand;
  readonly model: string;
  readonly number: number;
}

/** One model per brand, list of apply methods and form. */
const CASES: Case[] = BRANDS.flatMap((brand) => {
  const byMethod = new Map<string, string>();
  for (const [name, model] of Object.entries(brand.models)) {
    // by-rest.lab.test.ts covers models without screens.
    if (brand.screens !== null && model.formFields === null) continue;
    const kind = JSON.stringify([model.apply, model.formFields]);
    if (!byMethod.has(kind)) byMethod.set(kind, name);
  }
  return [...byMethod.values()].map((model) => ({ brand, model }));
}).map((entry, number) => ({ ...entry, number }));

const WITH_SCREENS = CASES.filter(({ brand }) => brand.screens !== null).map((entry) => ({
  ...entry,
  title: `${entry.brand.id} ${entry.model}`,
}));

function phoneOf({ brand, model, number }: Case, phoneNumber: 1 | 2): SimulatedPhone {
  const prefix = prefixOf(brand);
  const mac = prefix + `${String(number).padStart(4, '0')}0${phoneNumber}`.slice(prefix.length - 6);
  return app.phone(brand.id, model, mac, testAddress(100 + number, phoneNumber));
}

const isLoggedOut = (phone: SimulatedPhone, appEntry: string | undefined) =>
  phone.accounts().every(({ enabled }) => !enabled) &&
  labels(phone).some((label) => label.startsWith('Login') || label === appEntry);

describe.each(WITH_SCREENS)('a $title', (entry) => {
  const { brand, model } = entry;
  const first = brand.models[model]?.apply[0];
  const appEntry = brand.models[model]?.appEntry;
  const reboots = first?.kind === 'notify' && first.reboots ? 1 : 0;

  test('goes from unknown to default login, login, verified, move and logout, with as many restarts as its brand data states', async () => {
    const from = phoneOf(entry, 1);
    const to = phoneOf(entry, 2);
    await from.boot();
    await to.boot();
    expect(isLoggedOut(from, appEntry)).toBe(true);

    await logInAt(app, from, EXTENSION, PIN);
    expect(from.registered()).toEqual([EXTENSION]);
    expect(from.reboots).toBe(reboots);

    await logInAt(app, to, EXTENSION, PIN);
    await eventually(
      async () =>
        (await sessionOf(app, EXTENSION))?.state === 'verified' && to.registered().includes(EXTENSION),
      20_000,
    );
    await eventually(() => isLoggedOut(from, appEntry), 20_000);
    expect(from.registered()).toEqual([]);
    expect(from.reboots).toBe(2 * reboots);
    expect(await contactsOf(app, EXTENSION)).toHaveLength(1);

    await logOutAt(to);
    await eventually(() => isLoggedOut(to, appEntry), 20_000);
    await eventually(async () => (await contactsOf(app, EXTENSION)).length === 0, 20_000);
    expect(await sessionOf(app, EXTENSION)).toBeNull();
    expect(to.reboots).toBe(2 * reboots);
    await from.powerOff();
    await to.powerOff();
  }, 120_000);
});

test('covers every brand that shows screens', () => {
  const covered = new Set(WITH_SCREENS.map(({ brand }) => brand.id));
  expect([...covered].sort()).toEqual(
    BRANDS.filter(({ screens }) => screens !== null)
      .map(({ id }) => id)
      .sort(),
  );
});
