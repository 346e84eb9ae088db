import { DEFAULT_DESK_SETTINGS } from '../../src/desk/settings';
import { type Mac, parseMac } from '../../src/lib/mac';
import { passwordMatches } from '../../src/lib/passwords';
import { writeSettings } from '../../src/store/settings';
import { type AdminTestApp, openAdmin } from './support';

const PATH = '/api/v1/settings';

let app: AdminTestApp;
beforeEach(async () => {
  app = await openAdmin();
});
afterEach(() => app.close());

describe('the settings', () => {
  it('are the stored ones over the defaults, without passwords', async () => {
    const {
      userPassword: _user,
      adminPassword: _admin,
      provisioningPassword: _phones,
      webhookUrl: _url,
      webhookSecret: _webhook,
      ...plain
    } = DEFAULT_DESK_SETTINGS;
    const { body } = await app.rest.get(PATH).expect(200);
    expect(body).toEqual({
      ...plain,
      defaultLogin: true,
      internalAddress: '127.0.0.1',
      userPasswordSet: false,
      adminPasswordSet: false,
      provisioningPasswordSet: false,
      webhookHost: null,
      webhookSecretSet: false,
    });
  });

  it('change only where the request names them', async () => {
    const change = {
      externalAddress: 'pbx.example.com',
      internalNetworks: ['10.1.0.0/16', 'fd00::/8'],
      sipTransport: 'tcp',
      timezone: 'Europe/Rome',
      voicemailNumber: '*98',
    };
    const { body } = await app.rest.patch(PATH).send(change).expect(200);
    expect(body).toMatchObject({ ...change, internalAddress: '127.0.0.1', defaultLogin: true });
    expect((await app.rest.get(PATH)).body).toEqual(body);
  });

  it.each(['192.168.1.10', 'pbx', 'pbx-1.example.com', '2001:db8::1'])(
    'accept %s as an address',
    async (host) => {
      const { body } = await app.rest.patch(PATH).send({ internalAddress: host }).expect(200);
      expect(body.internalAddress).toBe(host);
    },
  );

  it('change nothing and audit nothing for an empty request', async () => {
    await app.rest.patch(PATH).send({}).expect(200);
    expect((await app.rest.get('/api/v1/audit')).body.items).toEqual([]);
  });

  it('store passwords as hashes, show only whether one is set, and remove it by null', async () => {
    const { body } = await app.rest
      .patch(PATH)
      .send({ userPassword: 'desk-user', adminPassword: 'desk-admin' })
      .expect(200);
    expect(body).toMatchObject({ userPasswordSet: true, adminPasswordSet: true });
    const stored = await app.store.settings();
    expect(await passwordMatches('desk-user', stored.userPassword ?? '')).toBe(true);
    expect(await passwordMatches('desk-admin', stored.adminPassword ?? '')).toBe(true);

    const { body: without } = await app.rest.patch(PATH).send({ userPassword: null }).expect(200);
    expect(without).toMatchObject({ userPasswordSet: false, adminPasswordSet: true });
    expect((await app.store.settings()).userPassword).toBeNull();
  });

  it('store the HTTP password of phones encrypted, and show only whether one is set', async () => {
    const provisioning = { provisioningUser: 'phones', provisioningPassword: 'a-long-password' };
    const { body } = await app.rest.patch(PATH).send(provisioning).expect(200);
    expect(body).toMatchObject({ provisioningUser: 'phones', provisioningPasswordSet: true });
    expect(JSON.stringify(body)).not.toContain('a-long-password');
    const stored = (await app.store.settings()).provisioningPassword ?? '';
    expect(app.deps.encryptor.decrypt(stored)).toBe('a-long-password');
    expect(stored).not.toContain('a-long-password');
    await app.rest.patch(PATH).send({ provisioningPassword: null }).expect(200);
    expect((await app.store.settings()).provisioningPassword).toBeNull();
  });

  it.each([
    [{ phonesScheme: 'https' }, 'HOTDESK_PHONES_TLS_PORT'],
    [{ provisioningAuth: 'digest' }, 'provisioningUser'],
    [{ provisioningAuth: 'basic', provisioningUser: 'phones' }, 'provisioningPassword'],
  ])('that conflict are refused with the reason: %j', async (change, reason) => {
    const before = await app.store.settings();
    const { body } = await app.rest.patch(PATH).send(change).expect(409);
    expect(body).toMatchObject({ code: 'settings-conflict', detail: expect.stringContaining(reason) });
    expect(await app.store.settings()).toEqual(before);
  });

  it('that already conflict do not block a change of another setting', async () => {
    await writeSettings(app.db, { phonesScheme: 'https' });
    await app.rest.patch(PATH).send({ sipPort: 5070 }).expect(200);
    await app.rest.patch(PATH).send({ provisioningAuth: 'digest' }).expect(409);
    await app.rest.patch(PATH).send({ phonesScheme: 'http' }).expect(200);
  });

  it('allow HTTPS for phones only if the service has an HTTPS port', async () => {
    const open = await openAdmin({ change: () => ({ openListeners: () => ({ phonesHttps: true }) }) });
    const { body } = await open.rest.patch(PATH).send({ phonesScheme: 'https' }).expect(200);
    expect(body.phonesScheme).toBe('https');
    await open.close();
  });

  it('are audited with old and new values, but never with a password', async () => {
    await app.rest.patch(PATH).send({ adminPassword: 'desk-admin', sipPort: 5070 });
    const { body } = await app.rest.get('/api/v1/audit');
    expect(body.items).toEqual([
      expect.objectContaining({
        actor: 'key first',
        action: 'settings-changed',
        address: '127.0.0.1',
        details: {
          resource: PATH,
          changed: ['sipPort', 'adminPassword'],
          before: { sipPort: 5060, adminPasswordSet: false },
          after: { sipPort: 5070, adminPasswordSet: true },
        },
      }),
    ]);
    expect(JSON.stringify(body)).not.toContain('desk-admin');
  });

  it('set who may enrol; the new policy applies at once', async () => {
    const knock = (mac: string, brand = 'yealink') =>
      app.desk.resolveConfig({
        mac: parseMac(mac) as Mac,
        brand,
        model: null,
        firmware: null,
        address: '203.0.113.5',
        tokenText: null,
      });
    expect(await knock('805ec0000001')).toMatchObject({ kind: 'logged-out' });
    const change = {
      enrolment: 'network',
      enrolmentInternalNetworks: ['10.1.0.0/16'],
      enrolmentExternalNetworks: ['198.51.100.0/24'],
      enrolmentByBrand: { sangoma: 'open', yealink: 'network' },
    };
    const { body } = await app.rest.patch(PATH).send(change).expect(200);
    expect(body).toMatchObject(change);
    expect(await knock('805ec0000002')).toEqual({ kind: 'absent', reason: 'not-in-network' });
    expect(await knock('005058000001', 'sangoma')).toMatchObject({ kind: 'logged-out' });
    expect(await knock('805ec0000001')).toMatchObject({ kind: 'logged-out' });
    await app.rest
      .patch(PATH)
      .send({ enrolmentExternalNetworks: ['203.0.113.0/24'] })
      .expect(200);
    expect(await knock('805ec0000002')).toMatchObject({ kind: 'logged-out' });
  });

  it('refuse an enrolment policy for an unknown brand, and name the brand', async () => {
    const { body } = await app.rest
      .patch(PATH)
      .send({ sipPort: 5070, enrolmentByBrand: { yealink: 'known', acme: 'open', 'no such': 'open' } })
      .expect(422);
    expect(body.code).toBe('unknown-brand');
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual([
      'body.enrolmentByBrand.acme',
      'body.enrolmentByBrand.no such',
    ]);
    expect(await app.store.settings()).toMatchObject({ sipPort: 5060, enrolmentByBrand: {} });
  });

  it.each([
    ['constructor', 422],
    ['toString', 422],
    ['__proto__', 400],
  ])('refuse an enrolment policy for a brand named %s', async (name, status) => {
    const body = `{"enrolmentByBrand":{"${name}":"open"}}`;
    await app.rest.patch(PATH).set('Content-Type', 'application/json').send(body).expect(status);
    expect(await app.store.settings()).toMatchObject({ enrolmentByBrand: {} });
  });

  it.each([
    { userPassword: '12345' },
    { adminPassword: '' },
    { userPassword: 'x'.repeat(65) },
    { userPassword: 'two\nlines' },
    { userPasswordSet: true },
    { provisioningPassword: 'too-short' },
    { provisioningPassword: 'with a blank in it' },
    { provisioningUser: 'a:b' },
    { provisioningAuth: 'ntlm' },
    { phonesScheme: 'ftp' },
    { phonesTlsPort: 0 },
    { internalAddress: 'pbx.example.com:8480' },
    { internalAddress: '' },
    { externalAddress: 'a b' },
    { externalAddress: 'fe80::1%eth0' },
    { ntpServer: 'pool.ntp.org:123' },
    { internalNetworks: ['10.0.0.0/33'] },
    { internalNetworks: ['999.0.0.0/8'] },
    { internalNetworks: ['fe80::1%eth0/64'] },
    { internalNetworks: ['10.0.0.0'] },
    { internalNetworks: Array.from({ length: 101 }, () => '10.0.0.0/8') },
    { sipPort: 0 },
    { sipPort: 65_536 },
    { sipPort: '5060' },
    { sipTransport: 'sctp' },
    { timezone: 'Europe/Nowhere' },
    { timezone: '' },
    { ntpServer: 'pool.ntp.org\r\naccount.1.enable = 0' },
    { voicemailNumber: '97;' },
    { pollMinutes: 0 },
    { passwordInput: 'voice' },
    { enrolment: 'closed' },
    { enrolmentByBrand: { yealink: 'closed' } },
    { enrolmentByBrand: ['yealink'] },
    { enrolmentInternalNetworks: ['10.0.0.0/33'] },
    { enrolmentExternalNetworks: ['everywhere'] },
    { enrolmentExternalNetworks: Array.from({ length: 101 }, () => '10.0.0.0/8') },
    { allowPinLikeExtension: 'no' },
    { hotdeskPins: 1 },
    { defaultLogin: 'yes' },
    { defaultLogin: null },
    { unknown: 1 },
    { _adminKeyHash: 'x' },
  ])('refuse %j and change nothing', async (change) => {
    const before = await app.store.settings();
    const { body } = await app.rest
      .patch(PATH)
      .send({ defaultLogin: false, ...change })
      .expect(400);
    expect(body.code).toBe('invalid-request');
    expect(JSON.stringify(body)).not.toContain('two\\nlines');
    expect(await app.store.settings()).toEqual(before);
  });
});

describe('internal networks', () => {
  it.each(['0.0.0.0/0', '::/0'])('are not all addresses: %s', async (network) => {
    const { body } = await app.rest
      .patch('/api/v1/settings')
      .send({ internalNetworks: ['10.0.0.0/8', network] })
      .expect(400);
    expect(JSON.stringify(body)).toContain('must not be the network of all addresses (/0)');
  });

  it.each([
    [['0.0.0.0/1', '128.0.0.0/1'], 'must not be all IPv4 or all IPv6 addresses together'],
    [['::ffff:0:0/96'], 'write such a network as IPv4'],
    [['::/1'], 'write such a network as IPv4'],
  ])('are not nearly all addresses: %j', async (networks, reason) => {
    const { body } = await app.rest
      .patch('/api/v1/settings')
      .send({ internalNetworks: networks })
      .expect(400);
    expect(JSON.stringify(body)).toContain(reason);
  });

  it('for enrolment are written as IPv4, but may be all addresses', async () => {
    const refused = { enrolmentExternalNetworks: ['::ffff:10.0.0.0/104'] };
    await app.rest.patch('/api/v1/settings').send(refused).expect(400);
    const all = { enrolmentExternalNetworks: ['0.0.0.0/0', '::/0'] };
    await app.rest.patch('/api/v1/settings').send(all).expect(200);
  });

  it('with public addresses are accepted, and the log warns of them', async () => {
    const warned = () => app.logged.filter(({ message }) => message.includes('settings.public-networks'));
    const before = warned().length;
    const internalNetworks = ['10.0.0.0/8', '192.168.7.0/24', '100.64.0.0/10', 'fd12::/16'];
    await app.rest.patch('/api/v1/settings').send({ internalNetworks }).expect(200);
    expect(warned()).toHaveLength(before);
    const withPublic = [...internalNetworks, '198.51.100.0/24', '172.0.0.0/8'];
    await app.rest.patch('/api/v1/settings').send({ internalNetworks: withPublic }).expect(200);
    expect(warned().at(-1)).toMatchObject({
      level: 'warn',
      message: expect.stringContaining('"networks":["198.51.100.0/24","172.0.0.0/8"]'),
    });
  });
});

describe('the address that running sessions use', () => {
  const ADDRESSES = { internalAddress: '127.0.0.1', externalAddress: 'pbx.example.com' };
  const at = (mac: string) => `/api/v1/phones/${mac}`;
  const logIn = (mac: string, extension: string, via: string) =>
    app.rest.post(`${at(mac)}/login`).send({ extension, via, trust: { address: '127.0.0.21' } });

  it.each([
    ['internalAddress', 'internal'],
    ['externalAddress', 'external'],
  ])('%s is not removed until they have ended', async (name, via) => {
    await app.rest.patch(PATH).send(ADDRESSES).expect(200);
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    await logIn(mac, '1001', via).expect(200);
    await logIn(await app.plugIn('yealink', 't46s', '805ec0000002'), '1002', via).expect(200);
    const { body } = await app.rest
      .patch(PATH)
      .send({ [name]: null, sipPort: 5070 })
      .expect(409);
    expect(body).toMatchObject({
      code: 'settings-conflict',
      detail: `"${name}" cannot be removed while sessions use it (2).`,
    });
    expect(await app.store.settings()).toMatchObject({ ...ADDRESSES, sipPort: 5060 });
    await app.rest
      .patch(PATH)
      .send({ [name]: 'other.example.com' })
      .expect(200);
    await app.rest.post(`${at(mac)}/logout`).expect(200);
    await app.rest.post(`${at('805ec0000002')}/logout`).expect(200);
    await app.rest
      .patch(PATH)
      .send({ [name]: null })
      .expect(200);
  });

  it('does not keep the other one', async () => {
    await app.rest.patch(PATH).send(ADDRESSES).expect(200);
    await logIn(await app.plugIn('yealink', 't46s', '805ec0000001'), '1001', 'internal').expect(200);
    await app.rest.patch(PATH).send({ externalAddress: null }).expect(200);
  });

  it('refuses a login that has begun before it was removed', async () => {
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    const { extension } = app.deps.directory;
    jest.spyOn(app.deps.directory, 'extension').mockImplementationOnce(async (number) => {
      await app.rest.patch(PATH).send({ internalAddress: null }).expect(200);
      return extension(number);
    });
    expect((await logIn(mac, '1001', 'internal').expect(409)).body.code).toBe('address-not-set');
    expect(await app.store.activeSessions()).toEqual([]);
  });
});
