import { eventually, openTestApp, type TestApp } from '../../test-app';
import { account, FILE, logInAt, loginPath, MAC, read, S500 } from '../phone-server-support';

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
});
afterEach(() => app.close());

const logIn = (extension: string, password: string, from?: string) => logInAt(app, extension, password, from);

describe('who may fetch the account', () => {
  test('the address that the login came from, without a token', async () => {
    await logIn('1001', '4711', '127.0.0.5');
    expect(account(await app.get(FILE, '127.0.0.5', S500))?.secret).toBe('secret-of-1001');
  });

  test('no one at another address, who does not affect the session', async () => {
    await logIn('1001', '4711', '127.0.0.5');
    const before = await app.get(FILE, '127.0.0.5', S500);
    const phoneBefore = await app.store.phone(MAC as never);
    const stranger = await app.get(FILE, '127.0.0.2', S500);
    expect(stranger.status).toBe(200);
    expect(stranger.body).not.toContain('secret-of-1001');
    expect(account(stranger)).toBeNull();
    expect(await app.store.phone(MAC as never)).toEqual(phoneBefore);
    expect((await app.get(FILE, '127.0.0.5', S500)).body).toBe(before.body);
    const menu = await app.get(loginPath(stranger), '127.0.0.2', S500);
    expect(menu.body).not.toContain('Logout');
    await app.get(`${loginPath(stranger)}/logout`, '127.0.0.2', S500);
    expect(account(await app.get(FILE, '127.0.0.5', S500))?.user).toBe('1001');
  });

  test('the token that the login came through, from anywhere', async () => {
    await logIn('1001', '4711', '127.0.0.5');
    const kept = new URL(read(await app.get(FILE, '127.0.0.5', S500)).provisioningUrl ?? '').pathname;
    expect(account(await app.get(`${kept}cfg${MAC}.xml`, '127.0.0.9', S500))?.user).toBe('1001');
    expect(account(await app.get(`${kept}cfg005058000099.xml`, '127.0.0.9', S500))).toBeNull();
  });

  describe('a token that the phone got after the page that it logged in by', () => {
    const fileOf = (token: string) => `/provision/${token}/cfg${MAC}.xml`;
    /** Logs in through a page from before the last logout, and returns the token that the phone got since. */
    async function logInByOldPage(): Promise<string> {
      const { path } = await logIn('1001', '4711', '127.0.0.5');
      await app.get(`${path}/logout`, '127.0.0.5', S500);
      const newer = loginPath(await app.get(FILE, '127.0.0.5', S500)).split('/')[2] ?? '';
      expect(path).not.toContain(newer);
      await app.get(`${path}/login?extension=1001&password=4711`, '127.0.0.5', S500);
      expect(await app.store.activeSessionAt(MAC as never)).toMatchObject({ extension: '1001' });
      return newer;
    }

    test('gets the account where the bare file would', async () => {
      const newer = await logInByOldPage();
      const answer = await app.get(fileOf(newer), '127.0.0.5', S500);
      expect(account(answer)?.user).toBe('1001');
      await app.get(`${loginPath(answer)}/logout`, '127.0.0.5', S500);
      expect(await app.store.activeSessionAt(MAC as never)).toBeNull();
    });

    test('gets nothing from another address, nor does a text that is no token of this phone', async () => {
      const newer = await logInByOldPage();
      expect(account(await app.get(fileOf(newer), '127.0.0.9', S500))).toBeNull();
      const ofAnother = loginPath(await app.get('/provision/cfg005058000099.xml', '127.0.0.5', S500));
      for (const text of [ofAnother.split('/')[2] ?? '', 'A'.repeat(22)]) {
        expect(account(await app.get(fileOf(text), '127.0.0.5', S500))).toBeNull();
      }
    });

    test('gets nothing where an admin demands the token of the login, or for a login from outside', async () => {
      await app.set({ requireToken: true });
      expect(account(await app.get(fileOf(await logInByOldPage()), '127.0.0.5', S500))).toBeNull();
      await app.set({ requireToken: false, internalNetworks: ['10.0.0.0/8'] });
      expect(account(await app.get(fileOf(await logInByOldPage()), '127.0.0.5', S500))).toBeNull();
    });
  });

  describe('who was logged in before', () => {
    const fileBy = (path: string) => `/provision/${path.split('/')[2]}/cfg${MAC}.xml`;
    const logInBy = (path: string, extension: string, password: string, from = '127.0.0.5') =>
      app.get(`${path}/login?extension=${extension}&password=${password}`, from, S500);

    test.each([
      ['inside', {}],
      ['outside', { internalNetworks: ['10.0.0.0/8'] }],
      ['where an admin demands a token', { requireToken: true }],
    ])('gets nothing of the user who logs in as other at the same page, %s', async (_, change) => {
      await app.set(change);
      const { path } = await logIn('1001', '4711', '127.0.0.5');
      expect(account(await app.get(fileBy(path), '127.0.0.9', S500))?.user).toBe('1001');
      await logInBy(path, '1002', '4712');
      expect(account(await app.get(fileBy(path), '127.0.0.9', S500))).toBeNull();
      expect((await app.get(path, '127.0.0.9', S500)).body).not.toMatch(/1002|Logout/);
      await app.get(`${path}/logout`, '127.0.0.9', S500);

      // The phone itself asks by what it has, and gets what he has not seen.
      const own = await app.get(fileBy(path), '127.0.0.5', S500);
      expect(account(own)?.user).toBe('1002');
      expect(own.body).not.toContain(path.split('/')[2]);
      const ownPath = loginPath(own);
      expect(account(await app.get(fileBy(ownPath), '127.0.0.9', S500))?.user).toBe('1002');
      await app.get(`${ownPath}/logout`, '127.0.0.5', S500);
      expect(await app.store.activeSessionAt(MAC as never)).toBeNull();
    });

    test('gets nothing from the address of the phone either, once that one is registered', async () => {
      await app.set({ requireToken: true });
      const { path } = await logIn('1001', '4711', '127.0.0.5');
      await logInBy(path, '1002', '4712');
      await app.get(fileBy(path), '127.0.0.5', S500);
      app.asterisk.register({
        endpoint: '1002',
        technology: 'pjsip',
        uri: 'sip:1002@127.0.0.5:5060',
        address: '127.0.0.5',
        port: 5060,
        userAgent: 'Sangoma S500 V2.0.4.67',
      });
      await eventually(async () => (await app.store.activeSessionAt(MAC as never))?.state === 'verified');
      expect(account(await app.get(fileBy(path), '127.0.0.5', S500))).toBeNull();
    });

    test('gets nothing, though the phone missed the sessions since and still has their token', async () => {
      await app.set({ requireToken: true });
      const { path } = await logIn('1001', '4711', '127.0.0.5');
      for (const [extension, password] of [
        ['1002', '4712'],
        ['1001', '4711'],
        ['1002', '4712'],
      ] as const) {
        await app.get(`${path}/logout`, '127.0.0.5', S500);
        await logInBy(path, extension, password);
      }
      expect(account(await app.get(fileBy(path), '127.0.0.9', S500))).toBeNull();
      expect(account(await app.get(fileBy(path), '127.0.0.5', S500))?.user).toBe('1002');
    });

    test('gets nothing at a phone that missed too many: its address counts, or else its next login', async () => {
      const { path } = await logIn('1001', '4711', '127.0.0.5');
      for (let round = 0; round < 6; round += 1) {
        await logInBy(path, '1002', '4712');
        await logInBy(path, '1001', '4711');
      }
      await logInBy(path, '1002', '4712');
      expect(account(await app.get(fileBy(path), '127.0.0.5', S500))?.user).toBe('1002');
      expect(account(await app.get(fileBy(path), '127.0.0.9', S500))).toBeNull();
      await app.set({ requireToken: true });
      const otherwise = await app.get(fileBy(path), '127.0.0.5', S500);
      expect(account(otherwise)).toBeNull();
      await logInBy(loginPath(otherwise), '1001', '4711');
      const next = fileBy(loginPath(otherwise));
      expect(account(await app.get(next, '127.0.0.5', S500))?.user).toBe('1001');
    });

    test('stays logged in when they log in once more, by the old page or by a new one', async () => {
      const { path } = await logIn('1001', '4711', '127.0.0.5');
      const first = await app.store.activeSessionAt(MAC as never);
      await logInBy(path, '1001', '4711');
      await app.get(`${path}/logout`, '127.0.0.5', S500);
      await logInBy(path, '1001', '4711');
      const second = await app.store.activeSessionAt(MAC as never);
      await logInBy(path, '1001', '4711');
      await logInBy(loginPath(await app.get(fileBy(path), '127.0.0.5', S500)), '1001', '4711');
      expect(await app.db('hotdesk_sessions').orderBy('requested_at').pluck('id')).toEqual([
        first?.id,
        second?.id,
      ]);
      expect(second?.tokenId).not.toBe(first?.tokenId);
    });
  });

  test('only the token where an admin demands it', async () => {
    await app.set({ requireToken: true });
    const { path } = await logIn('1001', '4711', '127.0.0.5');
    const bare = await app.get(FILE, '127.0.0.5', S500);
    expect(account(bare)).toBeNull();
    const token = path.split('/')[2];
    expect(bare.body).not.toContain(token);
    expect(account(await app.get(`/provision/${token}/cfg${MAC}.xml`, '127.0.0.5', S500))?.user).toBe('1001');
  });

  test('only the token for a login from outside', async () => {
    await app.set({ internalNetworks: ['10.0.0.0/8'] });
    const { path } = await logIn('1001', '4711', '127.0.0.5');
    expect(account(await app.get(FILE, '127.0.0.5', S500))).toBeNull();
    const token = path.split('/')[2];
    expect(account(await app.get(`/provision/${token}/cfg${MAC}.xml`, '127.0.0.5', S500))?.user).toBe('1001');
  });

  test('no one after the logout, and a used token is never issued again', async () => {
    const { path } = await logIn('1001', '4711', '127.0.0.5');
    const token = path.split('/')[2] ?? '';
    await app.get(`${path}/logout`, '127.0.0.5', S500);
    const withToken = await app.get(`/provision/${token}/cfg${MAC}.xml`, '127.0.0.5', S500);
    expect(account(withToken)).toBeNull();
    expect(withToken.body).not.toContain(token);
    expect((await app.get(FILE, '127.0.0.5', S500)).body).not.toContain(token);
  });
});
