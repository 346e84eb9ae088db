import { BRANDS } from '../../phoneapps';
import type { Brand } from '../../src/phones/brands/brand';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { testAddress } from '../addresses';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { contactsOf, sessionOf } from './support';

let app: LabApp;
beforeAll(async () => {
  app = await openLabApp();
}, 90_000);
afterAll(() => app?.close(), 30_000);

const EXTENSION = '1001';

interface Case {
  readonly title: string;
  readonly brand: Brand;
  readonly model: string;
  readonly number: number;
}

/** Phones without screens that have a MAC: one model per brand and list of apply methods. */
const CASES: Case[] = BRANDS.filter(({ createdByRest }) => !createdByRest)
  .flatMap((brand) => {
    const byMethod = new Map<string, string>();
    for (const [name, { apply, formFields }] of Object.entries(brand.models)) {
      if (formFields !== null) continue;
      const kind = JSON.stringify(apply);
      if (!byMethod.has(kind)) byMethod.set(kind, name);
    }
    return [...byMethod.values()].map((model) => ({ title: `${brand.id} ${model}`, brand, model }));
  })
  .map((entry, number) => ({ ...entry, number }));

function macOf({ brand, number }: Case, phoneNumber: 1 | 2): string {
  const [prefix = ''] = brand.identity.ouis;
  return prefix + `${String(number).padStart(4, '0')}0${phoneNumber}`.slice(prefix.length - 6);
}

function phoneOf(entry: Case, phoneNumber: 1 | 2): SimulatedPhone {
  const { brand, model, number } = entry;
  return app.phone(brand.id, model, macOf(entry, phoneNumber), testAddress(number, phoneNumber));
}

const isLoggedOut = (phone: SimulatedPhone) =>
  phone.accounts().every(({ enabled, user }) => !enabled && user === '') && phone.registered().length === 0;

async function logIn(
  mac: string,
  trust: { readonly trust?: { readonly address: string } } = {},
): Promise<number> {
  const body = { extension: EXTENSION, via: 'internal', ...trust };
  return (await app.rest('POST', `/api/v1/phones/${mac}/login`, body)).status;
}

async function isVerifiedAt(mac: string): Promise<boolean> {
  const session = await sessionOf(app, EXTENSION);
  return session?.state === 'verified' && session.mac === mac;
}

describe.each(CASES)('a $title, which shows no screens', (entry) => {
  const { brand, model } = entry;
  const first = brand.models[model]?.apply[0];
  const reboots = first?.kind === 'notify' && first.reboots ? 1 : 0;

  test('goes from unknown to default login, login by REST, verified, move and logout, with as many restarts as its brand data states', async () => {
    const [from, to] = [phoneOf(entry, 1), phoneOf(entry, 2)];
    const [fromMac, toMac] = [macOf(entry, 1), macOf(entry, 2)];
    await from.boot();
    await to.boot();
    expect([isLoggedOut(from), from.keys()]).toEqual([true, []]);

    expect(await logIn(fromMac)).not.toBe(200); // nothing has proved its identity yet
    expect(await logIn(fromMac, { trust: { address: testAddress(entry.number, 1) } })).toBe(200);
    await eventually(() => isVerifiedAt(fromMac), 20_000);
    await eventually(() => from.registered().includes(EXTENSION), 20_000);
    expect(from.reboots).toBe(reboots);

    expect(await logIn(toMac, { trust: { address: testAddress(entry.number, 2) } })).toBe(200);
    await eventually(() => isVerifiedAt(toMac), 20_000);
    await eventually(() => to.registered().includes(EXTENSION), 20_000);
    await eventually(() => isLoggedOut(from), 20_000);
    expect(from.reboots).toBe(2 * reboots);
    expect(await contactsOf(app, EXTENSION)).toHaveLength(1);

    expect((await app.rest('POST', `/api/v1/phones/${toMac}/logout`, {})).status).toBe(200);
    await eventually(() => isLoggedOut(to), 20_000);
    await eventually(async () => (await contactsOf(app, EXTENSION)).length === 0, 20_000);
    expect(await sessionOf(app, EXTENSION)).toBeNull();
    expect(to.reboots).toBe(2 * reboots);
    await from.powerOff();
    await to.powerOff();
  }, 120_000);
});

test('covers every brand that has phones without screens, except those without a MAC', () => {
  const covered = new Set(CASES.map(({ brand }) => brand.id));
  const without = BRANDS.filter(
    ({ models, createdByRest }) =>
      !createdByRest && Object.values(models).some(({ formFields }) => formFields === null),
  );
  expect([...covered].sort()).toEqual(without.map(({ id }) => id).sort());
  expect(covered.size).toBeGreaterThan(0);
});
