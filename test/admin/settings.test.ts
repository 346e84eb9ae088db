import { passwordMatches } from '../../src/desk/passwords';
import { DEFAULT_DESK_SETTINGS } from '../../src/desk/settings';
import { type AdminHouse, openAdmin } from './support';

const PATH = '/api/v1/settings';

let house: AdminHouse;
beforeEach(async () => {
  house = await openAdmin();
});
afterEach(() => house.close());

describe('the settings', () => {
  it('are the stored ones over the defaults, and no password is among them', async () => {
    const { userPassword: _user, adminPassword: _admin, ...plain } = DEFAULT_DESK_SETTINGS;
    const { body } = await house.rest.get(PATH).expect(200);
    expect(body).toEqual({
      ...plain,
      defaultLogin: true,
      internalAddress: '127.0.0.1',
      userPasswordSet: false,
      adminPasswordSet: false,
    });
  });

  it('change where they are named, and stay elsewhere', async () => {
    const change = {
      externalAddress: 'pbx.example.com',
      internalNetworks: ['10.1.0.0/16', 'fd00::/8'],
      sipTransport: 'tcp',
      timezone: 'Europe/Rome',
      voicemailNumber: '*98',
    };
    const { body } = await house.rest.patch(PATH).send(change).expect(200);
    expect(body).toMatchObject({ ...change, internalAddress: '127.0.0.1', defaultLogin: true });
    expect((await house.rest.get(PATH)).body).toEqual(body);
  });

  it.each(['192.168.1.10', 'pbx', 'pbx-1.example.com', '2001:db8::1'])(
    'take %s for an address',
    async (host) => {
      const { body } = await house.rest.patch(PATH).send({ internalAddress: host }).expect(200);
      expect(body.internalAddress).toBe(host);
    },
  );

  it('change nothing, and audit nothing, when nothing is named', async () => {
    await house.rest.patch(PATH).send({}).expect(200);
    expect((await house.rest.get('/api/v1/audit')).body.items).toEqual([]);
  });

  it('keep passwords as hashes, show only whether there is one, and lose it by null', async () => {
    const { body } = await house.rest
      .patch(PATH)
      .send({ userPassword: 'desk-user', adminPassword: 'desk-admin' })
      .expect(200);
    expect(body).toMatchObject({ userPasswordSet: true, adminPasswordSet: true });
    const stored = await house.store.settings();
    expect(await passwordMatches('desk-user', stored.userPassword ?? '')).toBe(true);
    expect(await passwordMatches('desk-admin', stored.adminPassword ?? '')).toBe(true);

    const { body: without } = await house.rest.patch(PATH).send({ userPassword: null }).expect(200);
    expect(without).toMatchObject({ userPasswordSet: false, adminPasswordSet: true });
    expect((await house.store.settings()).userPassword).toBeNull();
  });

  it('are audited by the names of what changed, never by a value', async () => {
    await house.rest.patch(PATH).send({ adminPassword: 'desk-admin', sipPort: 5070 });
    const { body } = await house.rest.get('/api/v1/audit');
    expect(body.items).toEqual([
      expect.objectContaining({
        actor: 'key first',
        action: 'settings-changed',
        address: '127.0.0.1',
        details: { resource: PATH, changed: 'sipPort adminPassword' },
      }),
    ]);
    expect(JSON.stringify(body)).not.toContain('desk-admin');
  });

  it.each([
    { userPassword: '12345' },
    { adminPassword: '' },
    { userPassword: 'x'.repeat(65) },
    { userPassword: 'two\nlines' },
    { userPasswordSet: true },
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
    { defaultLogin: 'yes' },
    { defaultLogin: null },
    { unknown: 1 },
    { _adminKeyHash: 'x' },
  ])('refuse %j, and nothing changes', async (change) => {
    const before = await house.store.settings();
    const { body } = await house.rest
      .patch(PATH)
      .send({ defaultLogin: false, ...change })
      .expect(400);
    expect(body.code).toBe('invalid-request');
    expect(JSON.stringify(body)).not.toContain('two\\nlines');
    expect(await house.store.settings()).toEqual(before);
  });
});
