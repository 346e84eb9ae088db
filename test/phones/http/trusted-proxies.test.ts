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
/** The events of warnings of the phone server. */
let warned: string[];
afterEach(() => app.close());

const forwarded = (address: string) => ({ ...S500, 'X-Forwarded-For': address });

function accountIn(answer: Answer): string | null {
  const profile = DEVICE_PROFILES.sangoma;
  const reading = profile?.read(FORMAT_PARSERS[profile.reads](Buffer.from(answer.body)), 's500');
  return reading?.accounts.find(({ enabled }) => enabled)?.user ?? null;
}

/** The URL of a login by the page of this config. */
function loginUrl(config: string, extension = '1001', password = '4711'): string {
  return `${/\/apps\/[\w-]+\/i/.exec(config)?.[0] ?? ''}/login?extension=${extension}&password=${password}`;
}

/** Logs Alice in at the phone; the login comes from there, and says so by this header or none. */
async function logIn(from: string, headers: Record<string, string>): Promise<void> {
  const { body } = await app.get(FILE, from, headers);
  const answer = await app.get(loginUrl(body), from, headers);
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
    warned = [];
    const warn = ({ event }: { readonly event: string }) => void warned.push(event);
    const log = { debug() {}, info() {}, warn, error: warn };
    app = await openTestApp({}, { trustedProxies: [`${PROXY}/32`], log });
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

  describe.each(['unknown', '127.0.0.5:40000', '"127.0.0.5"', '<b>', ' ', PROXY, 'x'.repeat(100)])(
    'an invalid forwarded address (%j)',
    (text) => {
      test('lets nobody log in, which the log says once', async () => {
        const { body } = await app.get(FILE, PROXY, forwarded(text));
        for (let time = 0; time < 2; time += 1) {
          const answer = await app.get(loginUrl(body), PROXY, forwarded(text));
          expect(answer.body).toContain('Login refused');
        }
        expect(await app.store.activeSessions()).toEqual([]);
        expect(warned.filter((event) => event === 'source.unknown')).toHaveLength(1);
      });

      test('proves nothing: only the token of the session counts, and its phone keeps the address that is known', async () => {
        await logIn(PROXY, forwarded('127.0.0.5'));
        const { body } = await app.get(FILE, PROXY, forwarded('127.0.0.5'));
        const own = /\/provision\/[\w-]+\//.exec(body)?.[0] ?? '';
        expect(accountIn(await app.get(FILE, PROXY, forwarded(text)))).toBeNull();
        expect(accountIn(await app.get(`${own}cfg${MAC}.xml`, PROXY, forwarded(text)))).toBe('1001');
        expect(await app.store.activeSessions()).toMatchObject([{ phoneAddress: '127.0.0.5' }]);
      });

      test('makes no two machines the same: a former user gets nothing of the next one', async () => {
        await logIn(PROXY, forwarded('127.0.0.5'));
        const { body } = await app.get(FILE, PROXY, forwarded('127.0.0.5'));
        const own = /\/provision\/[\w-]+\//.exec(body)?.[0] ?? '';
        const logout = /\/apps\/[\w-]+\/i/.exec(body)?.[0] ?? '';
        await app.get(`${logout}/logout`, PROXY, forwarded('127.0.0.5'));
        // The phone and the former user ask by the token of the ended session.
        const page = await app.get(`${own}cfg${MAC}.xml`, PROXY, forwarded(text));
        await app.get(loginUrl(page.body, '1002', '4712'), PROXY, forwarded(text));
        for (const each of [own, /\/provision\/[\w-]+\//.exec(page.body)?.[0] ?? ''])
          expect(accountIn(await app.get(`${each}cfg${MAC}.xml`, PROXY, forwarded(text)))).toBeNull();
      });
    },
  );
});

test('IPv4 clients are in no IPv6 network of proxies', async () => {
  app = await openTestApp({}, { trustedProxies: ['::ffff:0:0/96'] });
  await logIn('127.0.0.5', S500);
  expect(accountIn(await app.get(FILE, '127.0.0.5', S500))).toBe('1001');
  expect(accountIn(await app.get(FILE, '127.0.0.9', forwarded('127.0.0.5')))).toBeNull();
});
