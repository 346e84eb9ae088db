import { type AdminTestApp, type AdminTestAppOptions, openAdmin } from './support';

let app: AdminTestApp;
afterEach(() => app.close());

const open = async (options: AdminTestAppOptions = {}) => {
  app = await openAdmin(options);
};
const withoutDatabase: AdminTestAppOptions = {
  change: ({ store }) => ({
    store: {
      ...store,
      checkWrite: () => Promise.reject(new Error('access denied for user freepbx at 192.0.2.1')),
    },
  }),
};

describe('/healthz', () => {
  it('is 200 while the process is alive, even if everything else fails', async () => {
    await open(withoutDatabase);
    const { body } = await app.anonymous.get('/healthz').expect(200);
    expect(body).toEqual({ alive: true });
  });
});

describe('/readyz', () => {
  it('is 200 when the database answers and Asterisk accepts commands', async () => {
    await open();
    const { body } = await app.anonymous.get('/readyz').expect(200);
    expect(body).toEqual({
      ready: true,
      database: { ready: true },
      asterisk: { ready: true, connected: true, version: '22.1.0', problem: null },
      pbx: { ready: true, problem: null },
    });
  });

  it('is 503 with the remedy when Asterisk would lose commands', async () => {
    await open();
    const problem = {
      code: 'no-default-outbound-endpoint',
      message: 'Asterisk has no default_outbound_endpoint.',
      remedy: 'default_outbound_endpoint=<name of an endpoint> in /etc/asterisk/pjsip_custom_post.conf',
    };
    app.asteriskState = { connected: true, version: '22.1.0', problem };
    const { body } = await app.anonymous.get('/readyz').expect(503);
    expect(body).toMatchObject({
      ready: false,
      database: { ready: true },
      asterisk: { ready: false, problem },
    });
  });

  it('is 503 without a connection to Asterisk', async () => {
    await open();
    app.asteriskState = { connected: false, version: null, problem: null };
    const { body } = await app.anonymous.get('/readyz').expect(503);
    expect(body.asterisk).toEqual({ ready: false, connected: false, version: null, problem: null });
  });

  it('is 503 without the database, and does not show its address', async () => {
    await open(withoutDatabase);
    const { body, text } = await app.anonymous.get('/readyz').expect(503);
    expect(body).toMatchObject({ ready: false, database: { ready: false }, asterisk: { ready: true } });
    expect(text).not.toContain('192.0.2.1');
    expect(app.logged.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  it('cannot be used to fill the disk in an outage: it logs a few lines, and then one a minute', async () => {
    await open(withoutDatabase);
    for (let request = 0; request < 20; request += 1) await app.anonymous.get('/readyz').expect(503);
    expect(app.logged.filter(({ level }) => level === 'warn')).toHaveLength(5);
  });
});
