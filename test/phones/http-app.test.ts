import { eventually, openTestApp, type TestApp } from '../test-app';
import { account, contactOfS500, FILE, logInAt, loginPath, MAC, read, S500 } from './phone-server-support';

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
});
afterEach(() => app.close());

const logIn = (extension: string, password: string, from?: string) => logInAt(app, extension, password, from);

describe('a logged-out phone', () => {
  test('gets exactly the keys Login Int and Login Extl, each with its address', async () => {
    const answer = await app.get(FILE, '127.0.0.1', S500);
    expect(answer.status).toBe(200);
    expect(read(answer).keys.map(({ label, opens }) => [label, new URL(opens ?? '').host])).toEqual([
      ['Login Int', `127.0.0.1:${app.port}`],
      ['Login Extl', `pbx.example.com:${app.port}`],
    ]);
    expect(account(answer)).toBeNull();
  });

  test.each([
    ['only Login Int', { externalAddress: null }, ['Login Int']],
    ['only Login Extl', { internalAddress: null }, ['Login Extl']],
    ['no key', { internalAddress: null, externalAddress: null }, []],
  ] as const)('gets %s when the other address is not set', async (_title, change, labels) => {
    await app.set(change);
    expect(read(await app.get(FILE, '127.0.0.1', S500)).keys.map(({ label }) => label)).toEqual(labels);
  });

  test('gets 404 when Default Login is off and the phone is unknown', async () => {
    await app.set({ defaultLogin: false });
    expect((await app.get(FILE, '127.0.0.1', S500)).status).toBe(404);
    expect(await app.store.phone(MAC as never)).toBeNull();
  });

  test('gets the same bytes each time, with the length said and nothing stored on the way', async () => {
    const first = await app.get(FILE, '127.0.0.1', S500);
    const second = await app.get(FILE, '127.0.0.1', S500);
    expect(second.body).toBe(first.body);
    expect(first.headers['content-length']).toBe(String(Buffer.byteLength(first.body)));
    expect(first.headers['transfer-encoding']).toBeUndefined();
    expect(first.headers['cache-control']).toBe('no-store');
  });

  test('HEAD says the length and sends nothing', async () => {
    const full = await app.get(FILE, '127.0.0.1', S500);
    const head = await app.get(FILE, '127.0.0.1', S500, 'HEAD');
    expect([head.status, head.headers['content-length'], head.body]).toEqual([
      200,
      full.headers['content-length'],
      '',
    ]);
  });

  test('an outside phone gets another token at each fetch without one', async () => {
    await app.set({ internalNetworks: ['10.0.0.0/8'] });
    const first = await app.get(FILE, '127.0.0.1', S500);
    const second = await app.get(FILE, '127.0.0.1', S500);
    expect(second.body).not.toBe(first.body);
    const kept = new URL(read(first).provisioningUrl ?? '').pathname;
    expect((await app.get(`${kept}cfg${MAC}.xml`, '127.0.0.1', S500)).body).toBe(first.body);
  });

  test.each([
    'cfg0011.xml',
    `cfg${MAC}`,
    '805ec0000001.boot',
    'y000000000000.boot',
    'y000000000066.cfg',
    'x.cfg',
  ])('%s is not there, as the chain of files needs it', async (file) => {
    expect((await app.get(`/provision/${file}`)).status).toBe(404);
  });
});

describe('the login flow', () => {
  test('menu, form, refusal, answer', async () => {
    const path = loginPath(await app.get(FILE, '127.0.0.1', S500));
    const menu = await app.get(path, '127.0.0.1', S500);
    expect(menu.body).toContain('<Prompt>Login</Prompt>');
    expect(menu.body).not.toContain('Logout');
    const form = await app.get(`${path}/login`, '127.0.0.1', S500);
    expect(form.body).toContain('<Parameter>extension</Parameter>');
    expect(form.body).toContain('<Parameter>password</Parameter>');
    const { answer: refusal } = await logIn('1001', '9999');
    expect(refusal.status).toBe(200);
    expect(refusal.body).toContain('Extension or password is wrong');
    const { answer } = await logIn('1001', '4711');
    expect(answer.body).toContain('Logged in');
    const config = await app.get(FILE, '127.0.0.1', S500);
    expect(account(config)).toMatchObject({
      user: '1001',
      authUser: '1001',
      secret: 'secret-of-1001',
      server: '127.0.0.1',
      port: 5060,
      displayName: 'Alice Adams',
    });
    expect(read(config).keys.map(({ label }) => label)).toEqual(['1001', 'Login/Logout']);
  });

  test('the address through which one logs in becomes registrar and provisioning address', async () => {
    const path = loginPath(await app.get(FILE, '127.0.0.1', S500)).replace(/i$/, 'e');
    await app.get(`${path}/login?extension=1001&password=4711`, '127.0.0.1', S500);
    const config = await app.get(FILE, '127.0.0.1', S500);
    expect(account(config)?.server).toBe('pbx.example.com');
    expect(new URL(read(config).provisioningUrl ?? '').host).toBe(`pbx.example.com:${app.port}`);
  });

  test('Logout is behind the same key', async () => {
    const { path } = await logIn('1001', '4711');
    expect((await app.get(path, '127.0.0.1', S500)).body).toContain('<Prompt>Logout</Prompt>');
    expect((await app.get(`${path}/logout`, '127.0.0.1', S500)).body).toContain('Logged out');
    expect(account(await app.get(FILE, '127.0.0.1', S500))).toBeNull();
  });

  test('a login at a phone with another session ends that session first', async () => {
    await logIn('1001', '4711');
    await logIn('1002', '4712');
    expect(account(await app.get(FILE, '127.0.0.1', S500))?.user).toBe('1002');
    const ofSessions = app.events.flatMap((event) => ('session' in event ? [event] : []));
    expect(ofSessions.map(({ type, session }) => [type, session.extension])).toEqual(
      expect.arrayContaining([
        ['session-ended', '1001'],
        ['session-requested', '1002'],
      ]),
    );
  });

  test('the key of a phone that is no longer known shows what to do', async () => {
    const answer = await app.get('/apps/AAAAAAAAAAAAAAAAAAAAAA/i', '127.0.0.1', S500);
    expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('restart the phone')]);
  });

  test.each([
    ['a mailbox by its PIN', '1001', '4711', '1001'],
    ['a mailbox by the User Password', '1001', 'desk-user', null],
    ['no mailbox by the User Password', '1003', 'desk-user', '1003'],
    ['any extension by the Admin password', '1002', 'desk-admin', '1002'],
    ['an empty PIN by the User Password', '1004', 'desk-user', null],
    ['an empty PIN by the Admin password', '1004', 'desk-admin', '1004'],
    ['an extension that does not exist', '4040', 'desk-admin', null],
    ['an extension without a SIP account', '1005', '4715', null],
  ] as const)('password rules: %s', async (_title, extension, password, expected) => {
    await logIn(extension, password);
    expect(account(await app.get(FILE, '127.0.0.1', S500))?.user ?? null).toBe(expected);
  });

  test.each([
    ['CR and LF', '1001\r\nAction: Logoff'],
    ['NUL', '1001\0'],
    ['quotes', '"1001\''],
    ['a path', '../1001'],
    ['5,000 characters', '1'.repeat(5_000)],
    ['nothing', ''],
  ])('an extension with %s is refused on the screen', async (_title, extension) => {
    const { answer } = await logIn(extension, '4711');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatch(/only digits/);
    expect(app.asterisk.calls).toEqual([]);
  });

  test.each(['\r\n', '\0', '"', '../', '%'.repeat(1_000)])(
    'a file name or token with %j is not there',
    async (text) => {
      for (const path of [
        `/provision/cfg${encodeURIComponent(text)}.xml`,
        `/provision/${encodeURIComponent(text)}/cfg${MAC}.xml`,
      ]) {
        const { status } = await app.get(path);
        expect(status).toBeLessThan(500);
      }
      expect((await app.get('/provision/%E0%A4%A')).status).toBe(400);
    },
  );
});

describe('the template of a login, by HTTP', () => {
  const LABEL = { rule: 'speed-dial' as const };
  async function addTemplate(name: string, isDefault: boolean, brandId = 'sangoma'): Promise<number> {
    const [id] = await app.db('hotdesk_templates').insert({
      brand: brandId,
      name,
      default_of: isDefault ? brandId : null,
      settings: '{}',
      keys: JSON.stringify([{ kind: LABEL.rule, value: '99', label: name }]),
      overrides: '{}',
    });
    return Number(id);
  }
  const addMapping = (templateId: number, change: { model?: string; mac?: string }) =>
    app.db('hotdesk_mappings').insert({
      extension: '1001',
      brand: 'sangoma',
      template_id: templateId,
      model: '',
      mac: '',
      overrides: '{}',
      ...change,
    });

  test('each rule yields to the one before it', async () => {
    await logIn('1001', '4711');
    const labelNow = async () =>
      read(await app.get(FILE, '127.0.0.1', S500)).keys.map(({ label }) => label)[1];
    expect(await labelNow()).toBe('Login/Logout');
    await addTemplate('default', true);
    expect(await labelNow()).toBe('default');
    await addMapping(await addTemplate('by brand', false), {});
    expect(await labelNow()).toBe('by brand');
    await addMapping(await addTemplate('by model', false), { model: 's500' });
    expect(await labelNow()).toBe('by model');
    await addMapping(await addTemplate('by MAC', false), { mac: MAC });
    expect(await labelNow()).toBe('by MAC');
    await addMapping(await addTemplate('by both', false), { mac: MAC, model: 's500' });
    expect(await labelNow()).toBe('by both');
    await addMapping(await addTemplate('of another brand', true, 'yealink'), { mac: MAC, model: 's700' });
    expect(await labelNow()).toBe('by both');
  });
});

describe('what follows a login', () => {
  const sessionOf = async (extension: string) => (await app.store.activeSessionsOf(extension))[0];

  test('the phone is notified at its address, fetches (provisioned), registers (verified)', async () => {
    await logIn('1001', '4711', '127.0.0.5');
    app.later(1_000);
    await eventually(() => app.asterisk.calls.length === 1);
    expect(app.asterisk.calls[0]).toEqual({
      did: 'notify',
      target: { kind: 'address', address: '127.0.0.5', port: 5060 },
      event: 'check-sync;reboot=false',
    });
    expect((await sessionOf('1001'))?.state).toBe('requested');
    app.asterisk.register(contactOfS500('1001', '127.0.0.5'));
    await app.get(FILE, '127.0.0.5', S500);
    await eventually(async () => (await sessionOf('1001'))?.state === 'verified');
  });

  test('a contact from another address, or of another brand, verifies nothing', async () => {
    await logIn('1001', '4711', '127.0.0.5');
    await app.get(FILE, '127.0.0.5', S500);
    await eventually(async () => (await sessionOf('1001'))?.state === 'provisioned');
    app.asterisk.register(contactOfS500('1001', '127.0.0.6'));
    app.asterisk.register(contactOfS500('1001', '127.0.0.5', 'SomeSoftphone 1.0'));
    await app.desk.stop();
    expect((await sessionOf('1001'))?.state).toBe('provisioned');
  });

  test('a logout notifies the phone at its contact, then ends that registration and no other', async () => {
    await logIn('1001', '4711', '127.0.0.5');
    const path = loginPath(await app.get(FILE, '127.0.0.5', S500));
    app.asterisk.register(contactOfS500('1001', '127.0.0.5'));
    app.asterisk.register(contactOfS500('1001', '127.0.0.50', 'SomeSoftphone 1.0'));
    await eventually(async () => (await sessionOf('1001'))?.state === 'verified');
    await eventually(async () => (await app.store.nextJobDueAt('phones', Date.now())) === null);
    app.asterisk.calls.length = 0;
    await app.get(`${path}/logout`, '127.0.0.5', S500);
    app.later(1_000);
    await eventually(() => app.asterisk.calls.length === 2);
    expect(app.asterisk.calls).toEqual([
      {
        did: 'notify',
        target: { kind: 'contact', contact: contactOfS500('1001', '127.0.0.5') },
        event: 'check-sync;reboot=false',
      },
      { did: 'end', contact: contactOfS500('1001', '127.0.0.5') },
    ]);
    expect(app.asterisk.contacts).toEqual([contactOfS500('1001', '127.0.0.50', 'SomeSoftphone 1.0')]);
  });

  test('a phone that registers with its old account is notified and evicted again, once', async () => {
    await logIn('1001', '4711', '127.0.0.5');
    const path = loginPath(await app.get(FILE, '127.0.0.5', S500));
    app.asterisk.register(contactOfS500('1001', '127.0.0.5'));
    await eventually(async () => (await sessionOf('1001'))?.state === 'verified');
    await app.get(`${path}/logout`, '127.0.0.5', S500);
    app.later(1_000);
    await eventually(async () => (await app.store.nextJobDueAt('phones', Date.now())) === null);
    app.asterisk.calls.length = 0;
    app.asterisk.register(contactOfS500('1001', '127.0.0.5'));
    await eventually(() => app.asterisk.calls.some(({ did }) => did === 'end'));
    expect(app.asterisk.calls.map(({ did }) => did)).toEqual(['notify', 'end']);
  });
});
