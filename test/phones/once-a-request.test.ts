import { createHash } from 'node:crypto';
import { BRANDS } from '../../phoneapps';
import type { Mac } from '../../src/lib/mac';
import type { Brand } from '../../src/phones/brand';
import { createCatalogue } from '../../src/phones/catalogue';
import * as identification from '../../src/phones/identify';
import { createFetchBudget } from '../../src/phones/provisioning/fetch-budget';
import { createLastGood } from '../../src/phones/provisioning/last-good';
import { printOf, printOfRendered } from '../../src/phones/provisioning/print';
import { renderConfig } from '../../src/phones/provisioning/render';
import { createTftpAnswer } from '../../src/phones/tftp/answer';
import type { PhonesPorts } from '../../src/phones/urls';
import { type Answer, ENCRYPTOR, eventually, type House, openHouse, SILENT } from '../house';
import { FILE, loginPath, MAC, S500 } from './door-support';

/** What is asked for and made once a request: who asks, the settings, the config. */

jest.mock('../../src/phones/identify', () => {
  const real = jest.requireActual<typeof identification>('../../src/phones/identify');
  return { ...real, identify: jest.fn(real.identify), readUserAgent: jest.fn(real.readUserAgent) };
});

const PHONE = '127.0.0.5';
const USUAL: PhonesPorts = { http: 8480, https: null };
const LOGIN = { provisioningUser: 'phones', provisioningPassword: ENCRYPTOR.encrypt('a-long-password') };
const BASIC = `Basic ${Buffer.from('phones:a-long-password').toString('base64')}`;

const parameters = jest.fn();
const counting = (brand: Brand): Brand => ({
  ...brand,
  parameters(config, model) {
    parameters();
    return brand.parameters(config, model);
  },
});
const catalogue = createCatalogue(BRANDS.map(counting));

let house: House;
let settings: jest.SpyInstance;
afterEach(() => house.close());

async function open(listening: PhonesPorts | null = USUAL): Promise<void> {
  house = await openHouse(
    { ...LOGIN, internalNetworks: ['127.0.0.0/24'] },
    { catalogue, ...(listening ? { listening: () => listening } : {}) },
  );
  settings = jest.spyOn(house.store, 'settings');
}

const get = (path: string): Promise<Answer> => house.get(path, PHONE, { ...S500, Authorization: BASIC });

/** The path of the phone's screens, once somebody has logged in. */
async function logIn(): Promise<string> {
  const path = loginPath(await get(FILE));
  const answer = await get(`${path}/login?extension=1001&password=4711`);
  expect(answer.body).toContain('Logged in');
  return path;
}

const deliveredHash = async () => (await house.store.activeSessionAt(MAC as Mac))?.servedPrint ?? null;

/** How often each of them was asked while this was done. */
async function countsOf(work: () => Promise<unknown>) {
  const counted = { identify: jest.mocked(identification.identify), settings, parameters };
  for (const each of Object.values(counted)) each.mockClear();
  await work();
  return Object.fromEntries(Object.entries(counted).map(([name, { mock }]) => [name, mock.calls.length]));
}

const ONCE = { identify: 1, settings: 1, parameters: 1 };

describe('a fetch of a logged-in phone', () => {
  test('by HTTP behind a login asks once who it is and for the settings, and makes the config once', async () => {
    await open();
    await house.set({ provisioningAuth: 'basic' });
    await logIn();
    const counts = await countsOf(async () => {
      expect((await get(FILE)).body).toContain('secret-of-1001');
      await eventually(deliveredHash);
    });
    expect(counts).toEqual(ONCE);
  });

  test('by TFTP does, too', async () => {
    await open();
    await logIn();
    const answer = createTftpAnswer({
      desk: house.desk,
      catalogue,
      listening: () => USUAL,
      decrypt: ENCRYPTOR.decrypt,
      budget: createFetchBudget(Date.now, SILENT),
      lastGood: createLastGood(house.folder, Buffer.alloc(32, 7)),
      settings: async () => ({ settings: await house.store.settings(), outage: null }),
      log: SILENT,
    });
    const counts = await countsOf(async () => {
      const file = await answer(`cfg${MAC}.xml`, PHONE);
      if (file.kind !== 'file') throw new Error(file.kind);
      expect(file.bytes.toString('utf8')).toContain('secret-of-1001');
      file.noteSent();
      await eventually(deliveredHash);
    });
    expect(counts).toEqual(ONCE);
  });

  test.each([
    ['the usual ports', USUAL],
    ['other ports', { http: 18_480, https: null }],
    ['ports with HTTPS', { http: 8480, https: 18_443 }],
  ])('notes the hash that is looked for changes with, on %s', async (_where, listening) => {
    await open(listening);
    await house.set({ phonesScheme: 'https' });
    await logIn();
    await get(FILE);
    const delivered = await eventually(deliveredHash);
    const asked = { mac: MAC as Mac, brand: 'sangoma', model: 's500', firmware: null, address: PHONE };
    const serving = await house.desk.serve({ ...asked, tokenText: null });
    if (serving.kind !== 'logged-in') throw new Error(serving.kind);
    expect(delivered).toBe(printOf({ desk: house.desk, catalogue, decrypt: ENCRYPTOR.decrypt }, serving));
    await house.desk.reconcile();
    expect(await house.db('hotdesk_audit').where({ action: 'config-changed' })).toEqual([]);
  });
});

test('the hash of a session’s config is that of its bytes, for every brand, whatever the request brought', async () => {
  await open();
  await logIn();
  const asked = { mac: MAC as Mac, brand: 'sangoma', model: 's500', firmware: null, address: PHONE };
  const session = await house.desk.serve({ ...asked, tokenText: null });
  if (session.kind !== 'logged-in') throw new Error(session.kind);
  const parts = { desk: house.desk, catalogue, decrypt: ENCRYPTOR.decrypt, listening: () => USUAL };
  const elsewhere = { ...parts, listening: () => ({ http: 18_480, https: 18_443 }) };
  for (const { id, models } of BRANDS) {
    const [model = null] = Object.keys(models);
    const serving = { ...session, phone: { ...session.phone, brand: id, model } };
    const { bytes } = renderConfig(parts, serving, { host: 'pbx.example.com', address: '203.0.113.5' });
    const hash = printOfRendered(parts, serving, bytes);
    const there = renderConfig(elsewhere, serving, { host: null, address: PHONE }).bytes;
    expect([id, hash]).toEqual([id, printOf(parts, serving)]);
    expect([id, hash]).toEqual([id, createHash('sha256').update(bytes).digest('hex')]);
    expect([id, hash]).toEqual([id, printOfRendered(elsewhere, serving, there)]);
    const other = { ...serving, account: { ...serving.account, secret: 'another-secret' } };
    expect([id, hash]).not.toEqual([id, printOf(parts, other)]);
  }
});

test('a screen asks once for the settings, and once what the User-Agent says', async () => {
  await open();
  const path = await logIn();
  const said = jest.mocked(identification.readUserAgent);
  said.mockClear();
  const counts = await countsOf(async () => expect((await get(path)).body).toContain('1001'));
  expect(counts).toEqual({ identify: 0, settings: 1, parameters: 0 });
  expect(said.mock.calls.map(([brand]) => brand.id).filter((id) => id === 'sangoma')).toEqual(['sangoma']);
});

test('a change of the settings counts from the next request on', async () => {
  await open();
  const path = await logIn();
  expect((await get(path)).body).not.toContain('Change PIN');
  await house.set({ ownPins: true });
  expect((await get(path)).body).toContain('Change PIN');
  await house.set({ provisioningAuth: 'digest' });
  expect((await get(FILE)).status).toBe(401);
});
