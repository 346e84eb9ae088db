import { type AdminHouse, type AdminHouseOptions, openAdmin, PIN_OF_ALICE } from './support';

let house: AdminHouse;
afterEach(() => house.close());

const open = async (options: AdminHouseOptions = {}) => {
  house = await openAdmin(options);
};
const withoutDatabase: AdminHouseOptions = {
  change: ({ store }) => ({
    store: {
      ...store,
      ping: () => Promise.reject(new Error('access denied for user freepbx at 192.0.2.1')),
      counts: () => Promise.reject(new Error('gone')),
    },
  }),
};

describe('/healthz', () => {
  it('says that the process lives, whatever else does not', async () => {
    await open(withoutDatabase);
    const { body } = await house.stranger.get('/healthz').expect(200);
    expect(body).toEqual({ alive: true });
  });
});

describe('/readyz', () => {
  it('is 200 when the database answers and Asterisk is well', async () => {
    await open();
    const { body } = await house.stranger.get('/readyz').expect(200);
    expect(body).toEqual({
      ready: true,
      database: { ok: true },
      asterisk: { ok: true, connected: true, version: '22.1.0', problem: null },
    });
  });

  it('is 503 with the cure when Asterisk would lose what it is told', async () => {
    await open();
    const problem = {
      code: 'no-default-outbound-endpoint',
      message: 'Asterisk has no default_outbound_endpoint.',
      cure: 'default_outbound_endpoint=<name of an endpoint> in /etc/asterisk/pjsip_custom_post.conf',
    };
    house.asteriskState = { connected: true, version: '22.1.0', problem };
    const { body } = await house.stranger.get('/readyz').expect(503);
    expect(body).toMatchObject({ ready: false, database: { ok: true }, asterisk: { ok: false, problem } });
  });

  it('is 503 without a connection to Asterisk', async () => {
    await open();
    house.asteriskState = { connected: false, version: null, problem: null };
    const { body } = await house.stranger.get('/readyz').expect(503);
    expect(body.asterisk).toEqual({ ok: false, connected: false, version: null, problem: null });
  });

  it('is 503 without the database, and tells nobody where that is', async () => {
    await open(withoutDatabase);
    const { body, text } = await house.stranger.get('/readyz').expect(503);
    expect(body).toMatchObject({ ready: false, database: { ok: false }, asterisk: { ok: true } });
    expect(text).not.toContain('192.0.2.1');
    expect(house.logged.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });
});

describe('/metrics', () => {
  const figures = async () => (await house.stranger.get('/metrics').expect(200)).text.split('\n');

  it('counts sessions, phones, logins by result, fetches, requests and effects', async () => {
    await open();
    house.asterisk.asterisk.notify = () => Promise.reject(new Error('no connection'));
    const mac = await house.plugIn('yealink', 't46s', '805ec0000001', '127.0.0.21');
    await house.plugIn('sangoma', 's500', '005058000001');
    const { id: tokenId } = await house.db('hotdesk_tokens').where({ mac }).first('id');
    const typed = { mac, extension: '1001', via: 'internal' as const, tokenId, address: '127.0.0.21' };
    await house.desk.logIn({ ...typed, password: 'wrong' });
    await house.desk.logIn({ ...typed, password: PIN_OF_ALICE });
    await house.plugIn('yealink', 't46s', '805ec0000001', '127.0.0.21');
    await house.rest
      .post('/api/v1/phones/005058000001/login')
      .send({ extension: '1003', via: 'external' })
      .expect(409);
    const lines = await figures();
    expect(lines).toEqual(
      expect.arrayContaining([
        'hotdesk_sessions{state="requested"} 1',
        'hotdesk_sessions{state="served"} 0',
        'hotdesk_sessions{state="verified"} 0',
        'hotdesk_phones{brand="yealink"} 1',
        'hotdesk_phones{brand="sangoma"} 1',
        'hotdesk_logins_total{door="phone",result="wrong-password"} 1',
        'hotdesk_logins_total{door="phone",result="ok"} 1',
        'hotdesk_logins_total{door="rest",result="address-not-set"} 1',
        'hotdesk_fetches_total{brand="yealink",result="logged-out"} 1',
        'hotdesk_fetches_total{brand="yealink",result="logged-in"} 1',
        'hotdesk_rest_requests_total{operation="logIn",status="409"} 1',
        'hotdesk_effects_waiting 1',
        'hotdesk_effects_overdue_seconds 0',
        'hotdesk_database_up 1',
        'hotdesk_asterisk_connected 1',
      ]),
    );
  });

  it('says how long the first effect has been due', async () => {
    await open({ change: () => ({ clock: () => 60_000 }) });
    const row = {
      mac: '805ec0000001',
      session_id: 'none',
      kind: 'tell-phone',
      attempts: 3,
      last_error: null,
    };
    await house.desk.stop();
    await house.db('hotdesk_effects').insert([
      { ...row, due_at: 57_500 },
      { ...row, due_at: 90_000 },
    ]);
    expect(await figures()).toEqual(
      expect.arrayContaining(['hotdesk_effects_waiting 2', 'hotdesk_effects_overdue_seconds 2.5']),
    );
  });

  it('counts what the desk tells: how long logins took, and why sessions ended', async () => {
    await open();
    const mac = await house.plugIn('yealink', 't46s', '805ec0000001');
    const login = { extension: '1001', via: 'internal', trust: 'last-seen' };
    await house.rest.post(`/api/v1/phones/${mac}/login`).send(login).expect(200);
    const session = (await house.store.activeSessions())[0];
    if (!session) throw new Error('nobody is logged in');
    const { requestedAt } = session;
    house.parts.metrics.noteEvent({
      type: 'session-verified',
      session: { ...session, verifiedAt: requestedAt + 1500 },
    });
    await house.rest.post(`/api/v1/phones/${mac}/logout`).expect(200);
    expect(await figures()).toEqual(
      expect.arrayContaining([
        'hotdesk_login_seconds_bucket{le="1"} 0',
        'hotdesk_login_seconds_bucket{le="2"} 1',
        'hotdesk_login_seconds_sum 1.5',
        'hotdesk_sessions_ended_total{reason="rest"} 1',
      ]),
    );
  });

  it('leaves the figures of the tables out while the database is away', async () => {
    await open(withoutDatabase);
    house.asteriskState = { connected: false, version: null, problem: null };
    const lines = await figures();
    expect(lines).toEqual(expect.arrayContaining(['hotdesk_database_up 0', 'hotdesk_asterisk_connected 0']));
    expect(lines.filter((line) => /^hotdesk_(sessions|phones|effects_\w+)[ {]/.test(line))).toEqual([]);
  });
});
