import type { Mac } from '../../../src/lib/mac';
import { type Answer, eventually, openTestApp, type TestApp } from '../../test-app';
import { account, FILE, logInAt, loginPath, MAC, read, S500 } from '../phone-server-support';

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
});
afterEach(() => app.close());

const PHONE = '127.0.0.5';
const ELSEWHERE = '127.0.0.9';

const logIn = (extension: string, password: string, from = PHONE) => logInAt(app, extension, password, from);
const session = () => app.store.activeSessionAt(MAC as Mac);
/** The path of the config by the token in the path of a page. */
const fileBy = (path: string) => `/provision/${path.split('/')[2]}/cfg${MAC}.xml`;
const get = (path: string, from = PHONE) => app.get(path, from, S500);
const logInBy = (path: string, extension: string, password: string, from = PHONE) =>
  get(`${path}/login?extension=${extension}&password=${password}`, from);

/** Logs in at the page of a logged-out phone, which then fetches by the token of that page: the path with its own token. */
async function logInAndFetch(extension: string, password: string): Promise<{ page: string; own: string }> {
  const { path: page } = await logIn(extension, password);
  return { page, own: loginPath(await get(fileBy(page))) };
}

/** The phone of the session registers at its address. */
async function register(endpoint: string, address = PHONE): Promise<void> {
  app.asterisk.register({
    endpoint,
    technology: 'pjsip',
    uri: `sip:${endpoint}@${address}:5060`,
    address,
    port: 5060,
    userAgent: 'Sangoma S500 V2.0.4.67',
  });
  await eventually(async () => (await session())?.state === 'verified');
}

const user = (answer: Answer) => account(answer)?.user;

describe('who may fetch the account', () => {
  test('the address that the login came from, without a token', async () => {
    await logIn('1001', '4711', '127.0.0.5');
    expect(account(await app.get(FILE, '127.0.0.5', S500))?.secret).toBe('secret-of-1001');
  });

  test('no one at another address, who does not affect the session', async () => {
    await logIn('1001', '4711', '127.0.0.5');
    const before = await app.get(FILE, '127.0.0.5', S500);
    const phoneBefore = await app.store.phone(MAC as Mac);
    const stranger = await app.get(FILE, '127.0.0.2', S500);
    expect(stranger.status).toBe(200);
    expect(stranger.body).not.toContain('secret-of-1001');
    expect(account(stranger)).toBeNull();
    expect(await app.store.phone(MAC as Mac)).toEqual(phoneBefore);
    expect((await app.get(FILE, '127.0.0.5', S500)).body).toBe(before.body);
    const menu = await app.get(loginPath(stranger), '127.0.0.2', S500);
    expect(menu.body).not.toContain('Logout');
    await app.get(`${loginPath(stranger)}/logout`, '127.0.0.2', S500);
    expect(account(await app.get(FILE, '127.0.0.5', S500))?.user).toBe('1001');
  });

  test('the token of the session, from anywhere, and of this phone only', async () => {
    await logIn('1001', '4711');
    const kept = new URL(read(await get(FILE)).provisioningUrl ?? '').pathname;
    expect(user(await get(`${kept}cfg${MAC}.xml`, ELSEWHERE))).toBe('1001');
    expect(account(await get(`${kept}cfg005058000099.xml`, ELSEWHERE))).toBeNull();
  });

  test('the token of the page that the login came through, from the address of the login, until the phone is registered', async () => {
    await app.set({ requireToken: true });
    const { path } = await logIn('1001', '4711');
    expect(account(await get(fileBy(path), ELSEWHERE))).toBeNull();
    const config = await get(fileBy(path));
    expect(user(config)).toBe('1001');
    expect(config.body).not.toContain(path.split('/')[2]);
    await eventually(async () => (await session())?.state === 'provisioned');
    await register('1001');
    expect(account(await get(fileBy(path)))).toBeNull();
    expect(user(await get(fileBy(loginPath(config))))).toBe('1001');
  });

  describe('a token that the phone got after the page that it logged in by', () => {
    /** Logs in through a page from before the last logout, and returns the path of the page that the phone got since. */
    async function logInByOldPage(): Promise<string> {
      const { page, own } = await logInAndFetch('1001', '4711');
      await get(`${own}/logout`);
      const newer = loginPath(await get(fileBy(own)));
      expect(newer).not.toBe(page);
      await logInBy(page, '1001', '4711');
      expect(await session()).toMatchObject({ extension: '1001' });
      return newer;
    }

    test('gets the account where the bare file would', async () => {
      const newer = await logInByOldPage();
      const answer = await get(fileBy(newer));
      expect(user(answer)).toBe('1001');
      await get(`${loginPath(answer)}/logout`);
      expect(await session()).toBeNull();
    });

    test('gets nothing from another address, nor does a text that is no token of this phone', async () => {
      const newer = await logInByOldPage();
      expect(account(await get(fileBy(newer), ELSEWHERE))).toBeNull();
      const ofAnother = loginPath(await get('/provision/cfg005058000099.xml'));
      for (const text of [ofAnother.split('/')[2] ?? '', 'A'.repeat(22), 'A'.repeat(32)]) {
        expect(account(await get(`/provision/${text}/cfg${MAC}.xml`))).toBeNull();
      }
    });

    test('gets nothing where an admin demands a token, or for a login from outside', async () => {
      await app.set({ requireToken: true });
      expect(account(await get(fileBy(await logInByOldPage())))).toBeNull();
      await app.desk.logOutFor(MAC as Mac, { actor: 'key test', address: null });
      await app.set({ requireToken: false, internalNetworks: ['10.0.0.0/8'] });
      expect(account(await get(fileBy(await logInByOldPage())))).toBeNull();
    });
  });

  describe('who was logged in before', () => {
    test.each([
      ['inside', {}],
      ['outside', { internalNetworks: ['10.0.0.0/8'] }],
      ['where an admin demands a token', { requireToken: true }],
    ])('gets nothing of the user who logs in as other at the same page, %s', async (_, change) => {
      await app.set(change);
      const { page, own: first } = await logInAndFetch('1001', '4711');
      expect(user(await get(fileBy(first), ELSEWHERE))).toBe('1001');
      await logInBy(first, '1002', '4712');
      for (const known of [page, first]) {
        expect(account(await get(fileBy(known), ELSEWHERE))).toBeNull();
        expect((await get(known, ELSEWHERE)).body).not.toMatch(/1002|Logout/);
        await get(`${known}/logout`, ELSEWHERE);
      }

      // The phone itself asks by what it has, and gets what he has not seen.
      const own = await get(fileBy(first));
      expect(user(own)).toBe('1002');
      for (const known of [page, first]) expect(own.body).not.toContain(known.split('/')[2]);
      const ownPath = loginPath(own);
      expect(user(await get(fileBy(ownPath), ELSEWHERE))).toBe('1002');
      await get(`${ownPath}/logout`);
      expect(await session()).toBeNull();
    });

    test('gets nothing from the address of the phone either, once that one is registered', async () => {
      await app.set({ requireToken: true });
      const { page, own: first } = await logInAndFetch('1001', '4711');
      await logInBy(first, '1002', '4712');
      const own = loginPath(await get(fileBy(first)));
      await eventually(async () => (await session())?.state === 'provisioned');
      await register('1002');
      for (const known of [page, first]) {
        expect(account(await get(fileBy(known)))).toBeNull();
        await get(`${known}/logout`);
      }
      expect(user(await get(fileBy(own)))).toBe('1002');
    });

    test('gets nothing, though the phone missed all sessions since and still has his token', async () => {
      await app.set({ requireToken: true });
      const { page, own: first } = await logInAndFetch('1001', '4711');
      for (let round = 0; round < 6; round += 1) {
        await get(`${first}/logout`);
        await logInBy(first, '1002', '4712');
        await logInBy(first, '1001', '4711');
      }
      await logInBy(first, '1002', '4712');
      for (const known of [page, first]) expect(account(await get(fileBy(known), ELSEWHERE))).toBeNull();
      expect(user(await get(fileBy(first)))).toBe('1002');
    });

    test('stays logged in when they log in once more, by the old page or by a new one', async () => {
      const { path } = await logIn('1001', '4711');
      const first = await session();
      await logInBy(path, '1001', '4711');
      await get(`${path}/logout`);
      await logInBy(path, '1001', '4711');
      const second = await session();
      await logInBy(path, '1001', '4711');
      await logInBy(loginPath(await get(fileBy(path))), '1001', '4711');
      expect(await app.db('hotdesk_sessions').orderBy('requested_at').pluck('id')).toEqual([
        first?.id,
        second?.id,
      ]);
      expect(second?.tokenId).not.toBe(first?.tokenId);
    });
  });

  test.each([
    ['where an admin demands it', { requireToken: true }],
    ['for a login from outside', { internalNetworks: ['10.0.0.0/8'] }],
  ])('only a token %s', async (_, change) => {
    await app.set(change);
    const { path } = await logIn('1001', '4711');
    const bare = await get(FILE);
    expect(account(bare)).toBeNull();
    expect(bare.body).not.toContain(path.split('/')[2]);
    const again = await get(FILE);
    expect(again.body).not.toBe(bare.body);
    for (const stranger of [bare, again]) expect(account(await get(fileBy(loginPath(stranger))))).toBeNull();
    expect(user(await get(fileBy(path)))).toBe('1001');
  });

  test('no one after the logout, and the token of a session is never issued again', async () => {
    const { page, own } = await logInAndFetch('1001', '4711');
    const token = own.split('/')[2] ?? '';
    await get(`${own}/logout`);
    for (const path of [fileBy(own), fileBy(page), FILE]) {
      const answer = await get(path);
      expect(account(answer)).toBeNull();
      expect(answer.body).not.toContain(token);
    }
  });

  describe('the address of a registered phone, without a token', () => {
    beforeEach(async () => {
      app.stopClock();
      await logIn('1001', '4711');
      await get(FILE);
      await eventually(async () => (await session())?.state === 'provisioned');
      await register('1001');
    });
    const unregister = async () => {
      app.asterisk.contacts.splice(0);
      await app.desk.reconcile();
      // A contact that is missing for a moment is not lost yet.
      app.later(180_000);
      await app.desk.reconcile();
      expect((await session())?.contactLostAt).toEqual(expect.any(Number));
    };

    test('gets the account while Asterisk has its contact, and half an hour longer', async () => {
      app.later(24 * 3_600_000);
      expect(user(await get(FILE))).toBe('1001');
      await unregister();
      app.later(29 * 60_000);
      expect(user(await get(FILE))).toBe('1001');
      app.later(60_000);
      expect(account(await get(FILE))).toBeNull();
      expect(await session()).toMatchObject({ extension: '1001' });
    });

    test('gets nothing where the kernel knows another phone there', async () => {
      app.neighbours.set(PHONE, '005058000002' as Mac);
      const answer = await get(FILE);
      expect(account(answer)).toBeNull();
      await get(`${loginPath(answer)}/logout`);
      app.neighbours.set(PHONE, MAC as Mac);
      expect(user(await get(FILE))).toBe('1001');
    });

    test('counts by the settings of now, not by those at the login', async () => {
      await app.set({ requireToken: true });
      expect(account(await get(FILE))).toBeNull();
      await app.set({ requireToken: false, internalNetworks: ['10.0.0.0/8'] });
      expect(account(await get(FILE))).toBeNull();
    });

    test('is that of its contact: the phone that moved gets its account at its new one only', async () => {
      const own = loginPath(await get(FILE));
      expect(user(await get(fileBy(own), '127.0.0.7'))).toBe('1001');
      app.asterisk.contacts.splice(0);
      await register('1001', '127.0.0.7');
      await eventually(async () => (await session())?.contactAddress === '127.0.0.7');
      expect(user(await get(FILE, '127.0.0.7'))).toBe('1001');
      expect(account(await get(FILE))).toBeNull();
    });
  });
});
