import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Mac } from '../../../src/lib/mac';
import { type CachedConfig, createConfigCache } from '../../../src/phones/provisioning/config-cache';
import { eventually, openTestApp, type TestApp } from '../../test-app';
import { contactOfS500 } from '../phone-server-support';

const S500 = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };
const MAC = '005058000001';
const FILE = `/provision/cfg${MAC}.xml`;
const PHONE = '127.0.0.5';
const SECRET = 'secret-of-1001';

let testApp: TestApp;
beforeEach(async () => {
  testApp = await openTestApp();
});
afterEach(() => testApp.close());

const files = () => readdirSync(testApp.folder).map((name) => path.join(testApp.folder, name));

interface LoggedIn {
  /** The path of the page that the login came through. */
  readonly page: string;
  /** The path of the config by the token of the session. */
  readonly own: string;
}

/** Logs in at a phone that then asks for the bare file. */
async function logIn(): Promise<LoggedIn> {
  const page = appIn((await testApp.get(FILE, PHONE, S500)).body);
  await testApp.get(`${page}/login?extension=1001&password=4711`, PHONE, S500);
  const account = await testApp.get(FILE, PHONE, S500);
  expect(account.body).toContain(SECRET);
  await eventually(() => files().length > 1);
  return { page, own: fileBy(appIn(account.body)) };
}

const appIn = (body: string) => new URL(/http:[^<]+\/apps\/[^<]+\/i/.exec(body)?.[0] ?? '').pathname;
const fileBy = (app: string) => `/provision/${app.split('/')[2]}/cfg${MAC}.xml`;

/** The phone is registered: Asterisk goes on without the database. */
function register(address = PHONE): void {
  testApp.asterisk.register(contactOfS500('1001', address));
}

const status = async (path: string, from = PHONE) => (await testApp.get(path, from, S500)).status;

describe('while the database is away', () => {
  test('a registered phone gets its last config at its address, and no one else does', async () => {
    const { page, own } = await logIn();
    register();
    const before = await testApp.get(FILE, PHONE, S500);
    await testApp.db.destroy();
    expect((await testApp.get(FILE, PHONE, S500)).body).toBe(before.body);
    const stranger = await testApp.get(FILE, '127.0.0.6', S500);
    expect([stranger.status, stranger.headers['retry-after']]).toEqual([503, '30']);
    for (const path of [fileBy(page), own.replace('0001.xml', '0002.xml')]) {
      expect(await status(path, '127.0.0.6')).toBe(503);
    }
  });

  test('a phone gets it by the URL in its last config from anywhere, registered or not', async () => {
    const { page, own } = await logIn();
    await testApp.set({ requireToken: true });
    await testApp.get(own, PHONE, S500);
    await testApp.db.destroy();
    expect((await testApp.get(own, '127.0.0.9', S500)).body).toContain(SECRET);
    expect(await status(fileBy(page), '127.0.0.9')).toBe(503);
    expect(await status(`/provision/${'A'.repeat(22)}/cfg${MAC}.xml`, '127.0.0.9')).toBe(503);
  });

  test.each([
    ['Asterisk has no contact of it', () => undefined],
    ['its contact is elsewhere', () => register('127.0.0.6')],
    [
      'the kernel knows another phone there',
      () => {
        register();
        testApp.neighbours.set(PHONE, '005058000002' as Mac);
      },
    ],
    [
      'an admin demands a token',
      async () => {
        register();
        await testApp.set({ requireToken: true });
        await testApp.get('/provision/cfg005058000002.xml', '127.0.0.6', S500);
      },
    ],
    [
      'its address is outside by now',
      async () => {
        register();
        await testApp.set({ internalNetworks: ['10.0.0.0/8'] });
        await testApp.get('/provision/cfg005058000002.xml', '127.0.0.6', S500);
      },
    ],
  ] as readonly (readonly [string, () => Promise<void> | void])[])(
    'a phone gets nothing at its address where %s',
    async (_, change) => {
      await logIn();
      await change();
      await testApp.db.destroy();
      expect(await status(FILE)).toBe(503);
    },
  );

  test('an overload is no outage: nobody gets a copy', async () => {
    const { own } = await logIn();
    register();
    const overload = Object.assign(new Error('no connection became free'), { name: 'KnexTimeoutError' });
    jest.spyOn(testApp.store, 'activeSessionAt').mockRejectedValue(overload);
    const statuses = await Promise.all([FILE, own].map((path) => status(path)));
    for (const each of statuses) expect(each).toBeGreaterThanOrEqual(500);
  });

  test('a phone whose session ended does not get its account back', async () => {
    const { own } = await logIn();
    register();
    await testApp.get(`/apps/${own.split('/')[2]}/i/logout`, PHONE, S500);
    await eventually(() => files().length === 0);
    await testApp.db.destroy();
    for (const path of [FILE, own]) expect(await status(path)).toBe(503);
  });

  test('a phone gets its last config after its user has logged in there once more', async () => {
    const { own } = await logIn();
    register();
    await testApp.get(`/apps/${own.split('/')[2]}/i/login?extension=1001&password=4711`, PHONE, S500);
    await eventually(async () => (await testApp.db('hotdesk_jobs')).length === 0 || files().length > 0);
    await testApp.db.destroy();
    for (const path of [FILE, own]) expect(await status(path)).toBe(200);
  });

  test('a damaged copy is none: the phone asks again', async () => {
    const { own } = await logIn();
    register();
    for (const file of files()) writeFileSync(file, 'damaged');
    await testApp.db.destroy();
    for (const path of [FILE, own]) expect(await status(path)).toBe(503);
  });

  test('login and logout say "try again" on the screen', async () => {
    const { page } = await logIn();
    await testApp.db.destroy();
    const answer = await testApp.get(`${page}/login?extension=1001&password=4711`, '127.0.0.5', S500);
    expect([answer.status, answer.body]).toEqual([
      200,
      expect.stringContaining('Please try again in a minute'),
    ]);
  });
});

test('only the service can read copies: encrypted, mode 0600, without token or address in their names', async () => {
  const { own } = await logIn();
  const token = own.split('/')[2] ?? 'none';
  for (const file of files()) {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const content = readFileSync(file).toString('latin1');
    for (const text of [SECRET, '1001', 'Alice', token]) expect(content).not.toContain(text);
    expect(file).not.toMatch(new RegExp(`127\\.0\\.0\\.5|${token}`));
  }
});

describe('copies of sessions that another instance ended', () => {
  test('are removed, those of active sessions are not', async () => {
    await logIn();
    const session = await testApp.store.activeSessionAt(MAC as Mac);
    const configCache = createConfigCache(testApp.folder, Buffer.alloc(32, 7));
    await configCache.purgeEnded(async () => (session ? [session] : []));
    expect(files()).not.toEqual([]);
    await configCache.purgeEnded(async () => (session ? [{ ...session, id: 'another session' }] : []));
    expect(files()).toEqual([]);
  });

  test('are no longer found once the next session stores its own for the same proof', async () => {
    const configCache = createConfigCache(testApp.folder, Buffer.alloc(32, 7));
    await configCache.store(proofAt(5), copyOf('one', 'old'));
    await configCache.store(proofAt(5), copyOf('two', 'new'));
    expect(files()).toHaveLength(1);
    expect((await configCache.find(proofAt(5)))?.bytes.toString()).toBe('new');
  });
});

const proofAt = (host: number) => ({ mac: MAC as Mac, address: `127.0.0.${host}` });
const copyOf = (sessionId: string, text: string): CachedConfig => {
  const account = { endpoint: '1001', technology: 'pjsip' as const };
  const bytes = Buffer.from(text);
  return { mac: MAC as Mac, sessionId, brand: 'sangoma', ...account, contentType: 'text/plain', bytes };
};

describe('the number of copies', () => {
  test('does not grow with the names of files that somebody with the token asks for', async () => {
    const { own } = await logIn();
    const before = files().length;
    for (let number = 0; number < 20; number += 1) {
      const file = own.replace(/cfg\w+\.xml$/, `snom${number}x-${MAC}.htm`);
      const answer = await testApp.get(file, '127.0.0.9', { 'User-Agent': 'snomD785/10.1.54.13' });
      expect(answer.body).toContain(SECRET);
    }
    expect(files().length).toBeLessThanOrEqual(before + 1);
  });

  test('is four a session: the oldest goes, also after a restart', async () => {
    const configCache = createConfigCache(testApp.folder, Buffer.alloc(32, 7));
    for (const host of [1, 2, 3]) await configCache.store(proofAt(host), copyOf('one', 'text'));
    const restarted = createConfigCache(testApp.folder, Buffer.alloc(32, 7));
    for (const host of [4, 5]) await restarted.store(proofAt(host), copyOf('one', 'text'));
    expect(files()).toHaveLength(4);
    expect(await restarted.find(proofAt(1))).toBeNull();
    expect((await restarted.find(proofAt(5)))?.sessionId).toBe('one');
  });

  test('has no partial files of a killed process', async () => {
    const partial = path.join(testApp.folder, `${MAC}-one-${'a'.repeat(64)}.0badcafe.tmp`);
    writeFileSync(partial, 'half');
    expect(await createConfigCache(testApp.folder, Buffer.alloc(32, 7)).find(proofAt(1))).toBeNull();
    expect(files()).toEqual([]);
  });
});
