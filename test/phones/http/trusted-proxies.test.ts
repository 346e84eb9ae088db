import { DEVICE_PROFILES } from '../../../phoneapps/device-profiles';
import { FORMAT_PARSERS } from '../../../src/simulator/parsers';
import { type Answer, openTestApp, type TestApp } from '../../test-app';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

const MAC = '005058000001';
const FILE = `/provision/cfg${MAC}.xml`;
const S500 = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };
const PROXY = '127.0.0.2';

let app: TestApp;
afterEach(() => app.close());

const forwarded = (address: string) => ({ ...S500, 'X-Forwarded-For': address });

function accountIn(answer: Answer): string | null {
  const profile = DEVICE_PROFILES.sangoma;
  const reading = profile?.read(FORMAT_PARSERS[profile.reads](Buffer.from(answer.body)), 's500');
  return reading?.accounts.find(({ enabled }) => enabled)?.user ?? null;
}

/** Logs Alice in at the phone; the login comes from there, and says so by this header or none. */
async function logIn(from: string, headers: Record<string, string>): Promise<void> {
  const { body } = await app.get(FILE, from, headers);
  const path = /\/apps\/[\w-]+\/i/.exec(body)?.[0] ?? '';
  const answer = await app.get(`${path}/login?extension=1001&password=4711`, from, headers);
  expect(answer.body).toContain('Logged in');
}

describe('without trusted proxies', () => {
  beforeEach(async () => {
    app = await openTestApp();
  });

  test.each([
    'X-Forwarded-For',
    'X-Real-IP',
    'Forwarded',
    'X-Client-IP',
    'CF-Connecting-IP',
    'True-Client-IP',
  ])('nobody gets an account by a forged %s', async (header) => {
    await logIn('127.0.0.5', S500);
    const value = header === 'Forwarded' ? 'for=127.0.0.5' : '127.0.0.5';
    expect(accountIn(await app.get(FILE, '127.0.0.9', { ...S500, [header]: value }))).toBeNull();
    expect(accountIn(await app.get(FILE, '127.0.0.5', S500))).toBe('1001');
  });

  test('a phone that claims another address still has its own', async () => {
    await logIn('127.0.0.5', forwarded('127.0.0.9'));
    expect(accountIn(await app.get(FILE, '127.0.0.9', S500))).toBeNull();
    expect(accountIn(await app.get(FILE, '127.0.0.5', S500))).toBe('1001');
  });
});

describe('behind a trusted proxy', () => {
  beforeEach(async () => {
    app = await openTestApp({}, { trustedProxies: [`${PROXY}/32`] });
  });

  test('a phone has the address that the proxy forwards', async () => {
    await logIn(PROXY, forwarded('127.0.0.5'));
    expect(accountIn(await app.get(FILE, PROXY, forwarded('127.0.0.5')))).toBe('1001');
    expect(accountIn(await app.get(FILE, PROXY, forwarded('127.0.0.6')))).toBeNull();
  });

  test('an address that the client added itself is ignored', async () => {
    await logIn(PROXY, forwarded('127.0.0.5'));
    expect(accountIn(await app.get(FILE, PROXY, forwarded('127.0.0.5, 127.0.0.9')))).toBeNull();
  });

  test('no other source can set an address', async () => {
    await logIn(PROXY, forwarded('127.0.0.5'));
    expect(accountIn(await app.get(FILE, '127.0.0.9', forwarded('127.0.0.5')))).toBeNull();
    expect(accountIn(await app.get(FILE, '127.0.0.9', forwarded(`127.0.0.5, ${PROXY}`)))).toBeNull();
  });

  test.each(['unknown', '127.0.0.5:40000', '"127.0.0.5"', '<b>', ' ', PROXY, 'x'.repeat(100)])(
    'an invalid forwarded address (%j) proves nothing: only the token counts',
    async (text) => {
      await logIn(PROXY, forwarded(text));
      expect(accountIn(await app.get(FILE, PROXY, forwarded(text)))).toBeNull();
    },
  );
});

test('IPv4 clients are in no IPv6 network of proxies', async () => {
  app = await openTestApp({}, { trustedProxies: ['::ffff:0:0/96'] });
  await logIn('127.0.0.5', S500);
  expect(accountIn(await app.get(FILE, '127.0.0.5', S500))).toBe('1001');
  expect(accountIn(await app.get(FILE, '127.0.0.9', forwarded('127.0.0.5')))).toBeNull();
});
