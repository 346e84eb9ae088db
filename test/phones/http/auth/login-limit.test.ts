import type { Mac } from '../../../../src/lib/mac';
import { ENCRYPTOR, eventually, openTestApp, type TestApp } from '../../../test-app';
import { account, FILE, logInAt, loginPath, MAC, S500 } from '../../phone-server-support';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

const PASSWORD = 'a-long-password';
/** An office behind one address, with a phone of ours and an attacker, and another office. */
const OFFICE = '127.0.0.5';
const ELSEWHERE = '127.0.0.6';
const OTHER_FILE = '/provision/cfg005058000002.xml';

let app: TestApp;
let byToken: string;
beforeEach(async () => {
  app = await openTestApp({
    provisioningUser: 'phones',
    provisioningPassword: ENCRYPTOR.encrypt(PASSWORD),
    internalNetworks: [],
  });
  byToken = await logInAndVerify();
  // A phone that is known by its MAC alone.
  await app.get(OTHER_FILE, ELSEWHERE, S500);
  await app.set({ provisioningAuth: 'basic' });
  app.stopClock();
});
afterEach(() => app.close());

/** Returns the path of the phone's config by the token of its session. */
async function logInAndVerify(): Promise<string> {
  const { path: page } = await logInAt(app, '1001', '4711', OFFICE);
  const own = loginPath(await app.get(`/provision/${page.split('/')[2]}/cfg${MAC}.xml`, OFFICE, S500));
  app.asterisk.register({
    endpoint: '1001',
    technology: 'pjsip',
    uri: `sip:1001@${OFFICE}:5060`,
    address: OFFICE,
    port: 5060,
    userAgent: 'Sangoma S500 V2.0.4.67',
  });
  await eventually(async () => (await app.store.activeSessionAt(MAC as Mac))?.state === 'verified');
  return `/provision/${own.split('/')[2]}/cfg${MAC}.xml`;
}

const get = (path: string, password: string, from: string) =>
  app.get(path, from, {
    ...S500,
    Authorization: `Basic ${Buffer.from(`phones:${password}`).toString('base64')}`,
  });

/** How often each status answered so many wrong logins. */
async function guess(path: string, times: number, from = OFFICE): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (let time = 0; time < times; time += 1) {
    const { status } = await get(path, `wrong-${time}`, from);
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

test('a source that guessed gets the same answer to the right login, until it has waited', async () => {
  const { 401: checked = 0, 429: throttled = 0 } = await guess(OTHER_FILE, 70);
  expect([checked < 60, checked + throttled]).toEqual([true, 70]);
  expect((await get(OTHER_FILE, PASSWORD, OFFICE)).status).toBe(429);
  expect((await get(OTHER_FILE, PASSWORD, ELSEWHERE)).status).toBe(200);
  app.later(10_000);
  expect((await get(OTHER_FILE, PASSWORD, OFFICE)).status).toBe(200);
});

test('a known phone there is not concerned: by its token, or where it was verified', async () => {
  await guess(OTHER_FILE, 70);
  expect(account(await get(byToken, PASSWORD, OFFICE))?.secret).toBe('secret-of-1001');
  expect((await get(FILE, PASSWORD, OFFICE)).status).toBe(200);
  await guess(OTHER_FILE, 70, ELSEWHERE);
  // A MAC is no proof.
  expect((await get(FILE, PASSWORD, ELSEWHERE)).status).toBe(429);
  expect(account(await get(byToken, PASSWORD, ELSEWHERE))?.secret).toBe('secret-of-1001');
});

test('who claims a known phone at its address has few guesses more, and does not concern its token', async () => {
  await guess(OTHER_FILE, 70);
  expect(await guess(FILE, 40)).toEqual({ 429: 40 });
  expect((await get(FILE, PASSWORD, OFFICE)).status).toBe(429);
  expect((await get(byToken, PASSWORD, OFFICE)).status).toBe(200);
  app.later(10_000);
  expect((await get(FILE, PASSWORD, OFFICE)).status).toBe(200);
});
