import { BRANDS } from '../../phoneapps';
import { isInNetworks } from '../../src/lib/ip';
import { type Mac, parseMac } from '../../src/lib/mac';
import type { Brand } from '../../src/phones/brands/brand';
import type { Reading } from '../../src/simulator/device-profile';
import { fetchFiles } from '../../src/simulator/fetch-files';
import { PhoneMemory } from '../../src/simulator/memory';
import { createSimulatedPhone } from '../../src/simulator/phone';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { testAddress } from '../addresses';
import { prefixOf } from '../brands/support';
import { profileOf } from '../device-profiles';
import type { LabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { logInAt, logOutAt, sessionOf } from './support';

/** Inside addresses end in 1 to 127; addresses from 128 on are outside. */
export const INSIDE = `${testAddress(50, 0)}/25`;

/** A phone of one brand, and the other addresses that request its files. */
export interface Seat {
  readonly title: string;
  readonly brand: Brand;
  readonly model: string;
  readonly mac: Mac;
  readonly address: string;
  /** Another inside address. */
  readonly neighbour: string;
  /** An outside address. */
  readonly outside: string;
}

/** A seat for each of these brands. Each test uses its own `group`, so that their MACs and addresses differ. */
export function seatsOf(brands: readonly Brand[], group: 1 | 2 | 3): Seat[] {
  return brands.map((brand) => {
    const number = BRANDS.indexOf(brand) + 1;
    const prefix = prefixOf(brand);
    const mac = parseMac(`${prefix.padEnd(9, '0')}${group}${String(number).padStart(2, '0')}`);
    const [model = ''] = Object.keys(brand.models);
    if (mac === null) throw new Error('invalid MAC');
    return {
      title: `${brand.id} ${model}`,
      brand,
      model,
      mac,
      address: testAddress(50, number + 20 * (group - 1)),
      neighbour: testAddress(50, number + 60),
      outside: testAddress(50, number + 128 + 20 * (group - 1)),
    };
  });
}

/** The answers to the requests of one boot. */
export interface Files {
  readonly statuses: readonly number[];
  readonly text: string;
  /** How a new phone of this brand reads these files. */
  readonly reading: Reading;
}

/** Requests every file of a boot from any address, as a phone of this brand does. */
export async function fetchBootFiles(
  { brand, model, mac }: Seat,
  base: string,
  address: string,
): Promise<Files> {
  const profile = profileOf(brand);
  const fail = (problem: string) => {
    throw new Error(problem);
  };
  const statuses: number[] = [];
  const files = await fetchFiles({
    base,
    steps: profile.fetchesUrlItself ? null : profile.boot(model, mac),
    login: null,
    localAddress: address,
    userAgent: profile.userAgent(model, mac),
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    onFetch: ({ status }) => statuses.push(status),
    onProblem: fail,
  });
  const memory = new PhoneMemory(profile, model, fail);
  memory.applyFiles(files);
  return {
    statuses,
    text: files.map(({ bytes }) => bytes.toString('utf8')).join('\n'),
    reading: memory.reading,
  };
}

type Shown = Pick<Reading, 'accounts' | 'keys'>;

/** No account is enabled, and the login keys are there if the brand has them. */
export function isDefaultLogin({ brand, model }: Seat, { accounts, keys }: Shown): boolean {
  const logins = keys.filter(({ opens }) => opens !== null);
  const hasKeys =
    logins.length > 0 &&
    logins.every(({ label }) => label.startsWith('Login ') || label === brand.models[model]?.appEntry);
  return accounts.every(({ enabled }) => !enabled) && (brand.screens === null || hasKeys);
}

export const shownBy = (phone: SimulatedPhone): Shown => ({
  accounts: phone.accounts(),
  keys: phone.keys(),
});

/** The files are the default login of this brand, and have none of these texts of the logged-in user. */
export function expectDefaultLogin(seat: Seat, files: Files, forbidden: readonly string[]): void {
  expect(files.statuses).toContain(200);
  expect(files.text.length).toBeGreaterThan(50);
  expect(isDefaultLogin(seat, files.reading)).toBe(true);
  for (const text of forbidden) expect(files.text).not.toContain(text);
}

/** The enabled account of the phone. */
export function accountAt(shown: Shown) {
  const account = shown.accounts.find(({ enabled }) => enabled);
  if (!account) throw new Error('no account is enabled');
  return account;
}

/** A phone that keeps its URL. A phone without its own MAC is created by REST, and its user gets the link. */
export async function phoneThatKeepsUrl(
  app: LabApp,
  seat: Seat,
): Promise<{ seat: Seat; phone: SimulatedPhone }> {
  if (!seat.brand.createdByRest) return { seat, phone: phoneAt(seat, seat.address, app.url) };
  const { body } = await app.rest('POST', '/api/v1/phones', { brand: seat.brand.id, label: 'at home' });
  const mac = parseMac(String(body.mac));
  if (mac === null) throw new Error(`REST created no phone: ${JSON.stringify(body)}`);
  return { seat: { ...seat, mac }, phone: phoneAt(seat, seat.address, String(body.link)) };
}

/** A phone that starts with this URL and then keeps the URL of its config. */
export function phoneAt({ brand, model, mac }: Seat, address: string, url: string): SimulatedPhone {
  return createSimulatedPhone({
    brand,
    profile: profileOf(brand),
    model,
    mac,
    address,
    url,
    urlFrom: 'config',
  });
}

/** Switches the phone off and on, in any state: `reboot` does nothing while the phone reboots. */
export async function powerCycle(phone: SimulatedPhone): Promise<void> {
  await phone.powerOff();
  await phone.boot();
}

/** Logs in at the phone, or by REST if it shows no screens, and waits until it is verified and registered. */
export async function takeSeat(
  app: LabApp,
  { brand, mac, address }: Seat,
  phone: SimulatedPhone,
  extension: string,
  pin: string,
): Promise<void> {
  if (brand.screens !== null) await logInAt(app, phone, extension, pin);
  else {
    const via = isInNetworks(address, [INSIDE]) ? 'internal' : 'external';
    const { status } = await app.rest('POST', `/api/v1/phones/${mac}/login`, {
      extension,
      via,
      trust: { address },
    });
    expect(status).toBe(200);
    await powerCycle(phone); // the only way to make it read its config
    await eventually(async () => (await sessionOf(app, extension))?.state === 'verified', 20_000);
  }
  await eventually(() => phone.registered().includes(extension), 20_000);
}

/** Logs out at the phone or by REST, and waits until the phone has its default login. */
export async function leaveSeat(app: LabApp, seat: Seat, phone: SimulatedPhone): Promise<void> {
  if (seat.brand.screens !== null) await logOutAt(phone);
  else {
    expect((await app.rest('POST', `/api/v1/phones/${seat.mac}/logout`, {})).status).toBe(200);
    await powerCycle(phone);
  }
  await eventually(() => isDefaultLogin(seat, shownBy(phone)), 20_000);
}

/** The URL of the last request, without the file, and its token. A token of null means the bare file. */
export function lastRequestOf(app: LabApp, seat: Seat, phone: SimulatedPhone) {
  return requestOf(app, seat, phone.fetches.filter(({ status }) => status === 200).at(-1)?.path ?? '');
}

/** The same of the first request after these. */
export function requestAfter(app: LabApp, seat: Seat, phone: SimulatedPhone, earlier: number) {
  return requestOf(app, seat, phone.fetches.slice(earlier).find(({ status }) => status === 200)?.path ?? '');
}

function requestOf(app: LabApp, { brand }: Seat, path: string) {
  const token = tokenIn(path);
  const url = new URL(path, app.url).href;
  return { url: profileOf(brand).fetchesUrlItself ? url : url.slice(0, url.lastIndexOf('/') + 1), token };
}

export function tokenIn(path: string): string | null {
  return /^\/provision\/([A-Za-z0-9_-]{22}|[A-Za-z0-9_-]{32})\/[^/]+$/.exec(path)?.[1] ?? null;
}
