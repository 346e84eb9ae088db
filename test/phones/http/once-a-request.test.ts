import { createHash } from 'node:crypto';
import { BRANDS } from '../../../phoneapps';
import type { Mac } from '../../../src/lib/mac';
import type { Brand } from '../../../src/phones/brands/brand';
import * as identification from '../../../src/phones/brands/identify';
import { createBrandRegistry } from '../../../src/phones/brands/registry';
import { createFetchRateLimiter } from '../../../src/phones/http/fetch-rate-limiter';
import { createConfigCache } from '../../../src/phones/provisioning/config-cache';
import { configHashOf, configHashOfRendered, renderConfig } from '../../../src/phones/provisioning/render';
import { createTftpAnswer } from '../../../src/phones/tftp/answer';
import type { PhonesPorts } from '../../../src/phones/urls';
import { type Answer, ENCRYPTOR, eventually, openTestApp, SILENT, type TestApp } from '../../test-app';
import { FILE, loginPath, MAC, S500 } from '../phone-server-support';

/** What is asked for and made once a request: who asks, the settings, the config. */

jest.mock('../../../src/phones/brands/identify', () => {
  const real = jest.requireActual<typeof identification>('../../../src/phones/brands/identify');
  return { ...real, identifyPhone: jest.fn(real.identifyPhone), readUserAgent: jest.fn(real.readUserAgent) };
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
const brandRegistry = createBrandRegistry(BRANDS.map(counting));

let app: TestApp;
let settings: jest.SpyInstance;
afterEach(() => app.close());

async function open(listening: PhonesPorts | null = USUAL): Promise<void> {
  app = await openTestApp(
    { ...LOGIN, internalNetworks: ['127.0.0.0/24'] },
    { brandRegistry, ...(listening ? { listening: () => listening } : {}) },
  );
  settings = jest.spyOn(app.store, 'settings');
}

const get = (path: string): Promise<Answer> => app.get(path, PHONE, { ...S500, Authorization: BASIC });

/** The path of the phone's screens, once somebody has logged in. */
async function logIn(): Promise<string> {
  const path = loginPath(await get(FILE));
  const answer = await get(`${path}/login?extension=1001&password=4711`);
  expect(answer.body).toContain('Logged in');
  return path;
}

const deliveredHash = async () => (await app.store.activeSessionAt(MAC as Mac))?.deliveredHash ?? null;

/** How often each of them was asked while this was done. */
async function countsOf(work: () => Promise<unknown>) {
  const counted = { identifyPhone: jest.mocked(identification.identifyPhone), settings, parameters };
  for (const each of Object.values(counted)) each.mockClear();
  await work();
  return Object.fromEntries(Object.entries(counted).map(([name, { mock }]) => [name, mock.calls.length]));
}

const ONCE = { identifyPhone: 1, settings: 1, parameters: 1 };

describe('a fetch of a logged-in phone', () => {
  test('by HTTP with a login identifies the phone, reads the settings and renders the config once', async () => {
    await open();
    await app.set({ provisioningAuth: 'basic' });
    await logIn();
    const counts = await countsOf(async () => {
      expect((await get(FILE)).body).toContain('secret-of-1001');
      await eventually(deliveredHash);
    });
    expect(counts).toEqual(ONCE);
  });

  test('by TFTP does so, too', async () => {
    await open();
    await logIn();
    const answer = createTftpAnswer({
      desk: app.desk,
      brandRegistry,
      listening: () => USUAL,
      decrypt: ENCRYPTOR.decrypt,
      rateLimiter: createFetchRateLimiter(Date.now, SILENT),
      configCache: createConfigCache(app.folder, Buffer.alloc(32, 7)),
      settings: async () => ({ settings: await app.store.settings(), outage: null }),
      isOutage: () => false,
      log: SILENT,
    });
    const counts = await countsOf(async () => {
      const file = await answer(`cfg${MAC}.xml`, PHONE);
      if (file.kind !== 'file') throw new Error(file.kind);
      expect(file.bytes.toString('utf8')).toContain('secret-of-1001');
      file.recordSent();
      await eventually(deliveredHash);
    });
    expect(counts).toEqual(ONCE);
  });

  test.each([
    ['the usual ports', USUAL],
    ['other ports', { http: 18_480, https: null }],
    ['ports with HTTPS', { http: 8480, https: 18_443 }],
  ])('records the same config hash that the drift check computes, on %s', async (_where, listening) => {
    await open(listening);
    await app.set({ phonesScheme: 'https' });
    await logIn();
    await get(FILE);
    const delivered = await eventually(deliveredHash);
    const asked = { mac: MAC as Mac, brand: 'sangoma', model: 's500', firmware: null, address: PHONE };
    const decision = await app.desk.resolveConfig({ ...asked, tokenText: null });
    if (decision.kind !== 'logged-in') throw new Error(decision.kind);
    expect(delivered).toBe(configHashOf({ brandRegistry, decrypt: ENCRYPTOR.decrypt }, decision));
    await app.desk.reconcile();
    expect(await app.db('hotdesk_audit').where({ action: 'config-changed' })).toEqual([]);
  });
});

test('the config hash of a session is that of its bytes, for every brand and every request', async () => {
  await open();
  await logIn();
  const asked = { mac: MAC as Mac, brand: 'sangoma', model: 's500', firmware: null, address: PHONE };
  const session = await app.desk.resolveConfig({ ...asked, tokenText: null });
  if (session.kind !== 'logged-in') throw new Error(session.kind);
  const parts = { brandRegistry, decrypt: ENCRYPTOR.decrypt, listening: () => USUAL };
  const elsewhere = { ...parts, listening: () => ({ http: 18_480, https: 18_443 }) };
  for (const { id, models } of BRANDS) {
    const [model = null] = Object.keys(models);
    const decision = { ...session, phone: { ...session.phone, brand: id, model } };
    const { bytes } = renderConfig(parts, decision, { host: 'pbx.example.com', address: '203.0.113.5' });
    const hash = configHashOfRendered(parts, decision, bytes);
    const there = renderConfig(elsewhere, decision, { host: null, address: PHONE }).bytes;
    expect([id, hash]).toEqual([id, configHashOf(parts, decision)]);
    expect([id, hash]).toEqual([id, createHash('sha256').update(bytes).digest('hex')]);
    expect([id, hash]).toEqual([id, configHashOfRendered(elsewhere, decision, there)]);
    const other = { ...decision, account: { ...decision.account, secret: 'another-secret' } };
    expect([id, hash]).not.toEqual([id, configHashOf(parts, other)]);
  }
});

test('a screen reads the settings once and parses the User-Agent once', async () => {
  await open();
  const path = await logIn();
  const said = jest.mocked(identification.readUserAgent);
  said.mockClear();
  const counts = await countsOf(async () => expect((await get(path)).body).toContain('1001'));
  expect(counts).toEqual({ identifyPhone: 0, settings: 1, parameters: 0 });
  expect(said.mock.calls.map(([brand]) => brand.id).filter((id) => id === 'sangoma')).toEqual(['sangoma']);
});

test('a change of the settings applies from the next request on', async () => {
  await open();
  const path = await logIn();
  expect((await get(path)).body).not.toContain('Change PIN');
  await app.set({ hotdeskPins: true });
  expect((await get(path)).body).toContain('Change PIN');
  await app.set({ provisioningAuth: 'digest' });
  expect((await get(FILE)).status).toBe(401);
});
