import { eventually } from '../test-app';
import { type AdminTestApp, openAdmin } from './support';

const PATH = '/api/v1/phones';

let app: AdminTestApp;
beforeEach(async () => {
  app = await openAdmin();
});
afterEach(() => app.close());

describe('a known phone', () => {
  it('is shown with the time and address of its last fetch, and without tokens', async () => {
    await app.plugIn('yealink', 't46s', '805ec0000001', '127.0.0.21');
    const { body, text } = await app.rest.get(`${PATH}/80:5E:C0:00:00:01`).expect(200);
    expect(body).toEqual({
      mac: '805ec0000001',
      brand: 'yealink',
      model: 't46s',
      firmware: '1.0',
      label: '',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      lastSeenAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      lastSeenAddress: '127.0.0.21',
      session: null,
    });
    expect(text).not.toMatch(/token/i);
  });

  it('is shown with its session, also in the list', async () => {
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    await app.plugIn('yealink', 't46s', '805ec0000002');
    const login = { extension: '1001', via: 'internal', trust: { address: '127.0.0.21' } };
    await app.rest.post(`${PATH}/${mac}/login`).send(login).expect(200);
    const { items } = (await app.rest.get(PATH).expect(200)).body;
    expect(items.map(({ session }: { session: { extension: string } | null }) => session?.extension)).toEqual(
      ['1001', undefined],
    );
    expect((await app.rest.get(`${PATH}/${mac}`)).body.session).toMatchObject({
      extension: '1001',
      state: 'requested',
    });
  });

  it('can get another label', async () => {
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    const { body } = await app.rest.patch(`${PATH}/${mac}`).send({ label: 'Reception ☎' }).expect(200);
    expect(body).toMatchObject({ mac, label: 'Reception ☎', model: 't46s' });
    expect((await app.rest.get(`${PATH}/${mac}`)).body.label).toBe('Reception ☎');
  });
});

describe('phones', () => {
  it('are listed in pages, all or those of a brand', async () => {
    for (const digit of [3, 1, 2]) await app.plugIn('yealink', 't46s', `805ec000000${digit}`);
    await app.plugIn('sangoma', 's500', '005058000001');
    const macs = async (query: string) => {
      const { body } = await app.rest.get(`${PATH}?${query}`).expect(200);
      return { macs: body.items.map(({ mac }: { mac: string }) => mac), next: body.next };
    };
    const first = await macs('limit=2');
    expect(first.macs).toEqual(['005058000001', '805ec0000001']);
    const second = await macs(`limit=2&cursor=${first.next}`);
    expect(second).toEqual({ macs: ['805ec0000002', '805ec0000003'], next: null });
    expect((await macs('brand=sangoma')).macs).toEqual(['005058000001']);
  });

  it.each([
    ['get', ''],
    ['patch', ''],
    ['delete', ''],
    ['post', '/login'],
    ['post', '/logout'],
  ] as const)('that are unknown answer unknown-phone to %s %s', async (method, path) => {
    const bodies: Record<string, object> = {
      patch: { label: 'x' },
      '/login': { extension: '1001', via: 'internal' },
    };
    const { body } = await app.rest[method](`${PATH}/0000000000aa${path}`).send(
      bodies[path] ?? bodies[method],
    );
    expect(body).toMatchObject({ status: 404, code: 'unknown-phone' });
  });
});

describe('creating a phone', () => {
  it('without a MAC assigns a locally administered one and a link, which is shown only once', async () => {
    const made = await app.rest.post(PATH).send({ brand: 'linphone', label: 'Softphone' }).expect(201);
    const { link, ...phone } = made.body;
    expect(phone).toMatchObject({
      brand: 'linphone',
      label: 'Softphone',
      lastSeenAt: null,
      lastSeenAddress: null,
    });
    expect(phone.mac).toMatch(/^02[0-9a-f]{10}$/);
    expect(made.headers.location).toBe(`${PATH}/${phone.mac}`);
    const token = /\/provision\/([\w-]{22})\/linphone\.xml$/.exec(link)?.[1] ?? '';
    expect((await app.desk.authenticateToken(token, '127.0.0.1'))?.phone.mac).toBe(phone.mac);
    const again = await app.rest.get(`${PATH}/${phone.mac}`).expect(200);
    expect(again.body).toEqual(phone);
    expect((await app.rest.get('/api/v1/audit')).text).not.toContain(token);
  });

  it('twice assigns two different MACs', async () => {
    const macs = new Set<string>();
    for (let number = 0; number < 5; number += 1) {
      macs.add((await app.rest.post(PATH).send({ brand: 'linphone' }).expect(201)).body.mac);
    }
    expect(macs.size).toBe(5);
  });

  it('allows a login at once, and the link serves its config', async () => {
    const { mac } = (await app.rest.post(PATH).send({ brand: 'linphone' }).expect(201)).body;
    const login = { extension: '1001', via: 'internal' };
    const { body } = await app.rest.post(`${PATH}/${mac}/login`).send(login).expect(200);
    expect(body.session).toMatchObject({ mac, extension: '1001', state: 'requested', allowedBy: 'rest' });
  });

  it('normalises MAC and model', async () => {
    const { body } = await app.rest
      .post(PATH)
      .send({ brand: 'yealink', mac: '80-5E-C0-00-00-07', model: 'T46S' })
      .expect(201);
    expect(body).toMatchObject({ mac: '805ec0000007', model: 't46s', link: null });
  });

  it.each([
    ['unknown-brand', 422, { brand: 'acme' }],
    ['unknown-model', 422, { brand: 'yealink', mac: '805ec0000007', model: 't999' }],
    ['mac-required', 422, { brand: 'yealink' }],
    ['phone-exists', 409, { brand: 'yealink', mac: '805ec0000001' }],
    ['invalid-request', 400, { brand: 'yealink', mac: '805ec000000' }],
    ['invalid-request', 400, { brand: 'yealink', mac: '805ec0000007', link: 'x' }],
    ['invalid-request', 400, { brand: 'linphone', label: 'x'.repeat(65) }],
  ])('is refused as %s (%i) for %j', async (code, status, body) => {
    await app.plugIn('yealink', 't46s', '805ec0000001');
    const answer = await app.rest.post(PATH).send(body).expect(status);
    expect(answer.body.code).toBe(code);
  });

  it('is refused while no address for its link is set', async () => {
    await app.rest.patch('/api/v1/settings').send({ internalAddress: null }).expect(200);
    const { body } = await app.rest.post(PATH).send({ brand: 'linphone' }).expect(409);
    expect(body.code).toBe('address-not-set');
  });
});

describe('deleting a phone', () => {
  const logIn = async (mac: string) => {
    const login = { extension: '1001', via: 'internal', trust: { address: '127.0.0.21' } };
    return (await app.rest.post(`${PATH}/${mac}/login`).send(login).expect(200)).body.session;
  };

  it('ends its session, and removes the phone after both the phone and Asterisk were notified', async () => {
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001', '127.0.0.21');
    const { id } = await logIn(mac);
    // It has fetched its account, and registers with it.
    await app
      .db('hotdesk_sessions')
      .where({ id })
      .update({ state: 'provisioned', provisioned_at: Date.now() });
    app.asterisk.contacts.push({
      endpoint: '1001',
      technology: 'pjsip',
      uri: 'sip:1001@127.0.0.21:5060',
      address: '127.0.0.21',
      port: 5060,
      userAgent: 'Yealink SIP-T46S 66.86.0.15',
    });
    await app.rest.delete(`${PATH}/${mac}`).expect(204);
    const session = (await app.rest.get(`/api/v1/sessions/${id}`).expect(200)).body;
    expect(session).toMatchObject({ state: 'ended', endReason: 'phone-deleted' });
    const notified = app.asterisk.calls.map(({ did }) => did);
    expect(notified.slice(-2)).toEqual(['notify', 'end']);
    expect(app.asterisk.contacts).toEqual([]);
    await app.rest.get(`${PATH}/${mac}`).expect(404);
  });

  it('that is logged out only removes it', async () => {
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    await app.rest.delete(`${PATH}/${mac}`).expect(204);
    expect((await app.rest.get(PATH)).body.items).toEqual([]);
    const { items } = (await app.rest.get('/api/v1/audit')).body;
    expect(items[0]).toMatchObject({ action: 'phone-deleted', mac, actor: 'key first' });
  });

  it('answers phone-busy while Asterisk is not notified, whatever the time of day does, and drops the jobs with force', async () => {
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    app.asterisk.asterisk.notify = () => Promise.reject(new Error('no connection'));
    await logIn(mac);
    // Each look at the jobs finds the time of day set back by another minute.
    const { now } = Date;
    const looks = jest.spyOn(app.store, 'jobsWaitFor');
    const time = jest.spyOn(Date, 'now').mockImplementation(() => now() - looks.mock.calls.length * 60_000);
    const { body } = await app.rest.delete(`${PATH}/${mac}`).expect(409);
    time.mockRestore();
    expect(body.code).toBe('phone-busy');
    expect((await app.rest.get(`${PATH}/${mac}`).expect(200)).body.session).toBeNull();
    await app.rest.delete(`${PATH}/${mac}?force=true`).expect(204);
    await app.rest.get(`${PATH}/${mac}`).expect(404);
    await eventually(
      async () => (await app.db('hotdesk_jobs').whereNot({ kind: 'webhook' }).first('id')) === undefined,
    );
  }, 20_000);

  it('allows its MAC to be created again, with a new link', async () => {
    const made = await app.rest.post(PATH).send({ brand: 'linphone' }).expect(201);
    const { mac, link } = made.body;
    await app.rest.delete(`${PATH}/${mac}`).expect(204);
    const again = await app.rest.post(PATH).send({ brand: 'linphone', mac }).expect(201);
    expect(again.body.link).not.toBe(link);
    const old = /provision\/([^/]+)/.exec(link)?.[1] ?? '';
    expect(await app.desk.authenticateToken(old, '127.0.0.1')).toBeNull();
  });
});
