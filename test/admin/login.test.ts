import { type AdminTestApp, openAdmin } from './support';

let app: AdminTestApp;
let at: string;
beforeEach(async () => {
  app = await openAdmin();
  at = `/api/v1/phones/${await app.plugIn('yealink', 't46s', '805ec0000001')}`;
});
afterEach(() => app.close());

const LOGIN = { extension: '1001', via: 'internal', trust: { address: '127.0.0.21' } };
const logIn = (change: object = {}) => app.rest.post(`${at}/login`).send({ ...LOGIN, ...change });
const logOut = () => app.rest.post(`${at}/logout`);

describe('a login by REST', () => {
  it('starts a session, notifies the phone, and is audited with the key', async () => {
    const { body } = await logIn().expect(200);
    expect(body.session).toMatchObject({
      extension: '1001',
      mac: '805ec0000001',
      via: 'internal',
      state: 'requested',
      allowedBy: 'rest',
      loginAddress: '127.0.0.21',
    });
    const { items } = (await app.rest.get('/api/v1/audit')).body;
    expect(items[0]).toMatchObject({ action: 'login', actor: 'key first', extension: '1001' });
  });

  it('of the same extension again answers the same session', async () => {
    const first = (await logIn().expect(200)).body.session;
    const again = (await logIn().expect(200)).body.session;
    // The phone may have been notified in between.
    expect(again).toEqual({ ...first, notifiedAt: again.notifiedAt });
  });

  it('again answers the same session, even if the phone has fetched from another address', async () => {
    const { session } = (await logIn().expect(200)).body;
    await app
      .db('hotdesk_sessions')
      .update({ state: 'provisioned', provisioned_at: 1, phone_address: '127.0.0.99' });
    const again = (await logIn().expect(200)).body.session;
    expect(again).toMatchObject({ id: session.id, state: 'provisioned', phoneAddress: '127.0.0.99' });
    expect((await app.rest.get('/api/v1/sessions')).body.items).toHaveLength(1);
  });

  it('of another extension at the same phone ends the previous session', async () => {
    const first = (await logIn().expect(200)).body.session;
    await logIn({ extension: '1002' }).expect(200);
    const { body } = await app.rest.get(`/api/v1/sessions/${first.id}`).expect(200);
    expect(body).toMatchObject({ state: 'ended', endReason: 'replaced' });
  });

  it('of an extension that is logged in at another phone moves it', async () => {
    const first = (await logIn().expect(200)).body.session;
    const other = await app.plugIn('sangoma', 's500', '005058000001', '127.0.0.22');
    await app.rest.post(`/api/v1/phones/${other}/login`).send(LOGIN).expect(200);
    const { body } = await app.rest.get(`/api/v1/sessions/${first.id}`).expect(200);
    expect(body).toMatchObject({ state: 'ended', endReason: 'moved' });
    expect((await app.rest.get(at)).body.session).toBeNull();
  });

  it('at a phone without a login so far needs "trust"', async () => {
    const { body } = await logIn({ trust: undefined }).expect(409);
    expect(body.code).toBe('phone-not-trusted');
  });

  it('is refused while Asterisk does not have the technology of the account', async () => {
    app.asterisk.technologies.clear();
    const { body } = await logIn().expect(422);
    expect(body.code).toBe('technology-not-available');
  });

  it.each([
    ['unknown-extension', 422, { extension: '2222' }],
    ['no-sip-account', 422, { extension: '1005' }],
    ['address-not-set', 409, { via: 'external' }],
    ['invalid-request', 400, { extension: '' }],
    ['invalid-request', 400, { extension: '1001\r\nAction: Originate' }],
    ['invalid-request', 400, { extension: '\u00001001' }],
    ['invalid-request', 400, { extension: '"1001"' }],
    ['invalid-request', 400, { extension: '../1001' }],
    ['invalid-request', 400, { extension: '1'.repeat(5000) }],
    ['invalid-request', 400, { via: 'sideways' }],
    ['invalid-request', 400, { trust: true }],
    ...['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1', '224.0.0.1', '0.0.0.0', '::'].map(
      (address): [string, number, object] => ['invalid-request', 400, { trust: { address } }],
    ),
    ['invalid-request', 400, { password: '4711' }],
  ])('is refused as %s (%i) for %.60j', async (code, status, change) => {
    const { body } = await logIn(change).expect(status);
    expect(body.code).toBe(code);
    expect((await app.rest.get('/api/v1/sessions')).body.items).toEqual([]);
    expect(app.asterisk.calls).toEqual([]);
  });
});

describe('a logout by REST', () => {
  it('answers the ended session', async () => {
    const { session } = (await logIn().expect(200)).body;
    const { body } = await logOut().expect(200);
    expect(body.session).toMatchObject({ id: session.id, state: 'ended', endReason: 'rest' });
  });

  it('of a logged-out phone answers null, however often', async () => {
    await logIn().expect(200);
    await logOut().expect(200);
    expect((await logOut().expect(200)).body).toEqual({ session: null });
    expect((await logOut().expect(200)).body).toEqual({ session: null });
  });

  it('accepts an empty body', async () => {
    await logOut().send({}).expect(200);
  });
});
