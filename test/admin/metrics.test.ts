import { END_REASONS } from '../../src/desk/model';
import { REFUSAL_CODES } from '../../src/desk/refusals';
import { type AdminTestApp, type AdminTestAppOptions, openAdmin, PIN_OF_ALICE } from './support';

let app: AdminTestApp;
afterEach(() => app.close());

const open = async (options: AdminTestAppOptions = {}) => {
  app = await openAdmin(options);
};
const withoutDatabase: AdminTestAppOptions = {
  change: ({ store }) => ({
    store: {
      ...store,
      counts: () => Promise.reject(new Error('gone')),
    },
  }),
};

describe('/metrics', () => {
  const figures = async () => (await app.anonymous.get('/metrics').expect(200)).text.split('\n');

  it('counts sessions, phones, logins by result, fetches, requests and jobs', async () => {
    await open();
    app.asterisk.asterisk.notify = () => Promise.reject(new Error('no connection'));
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001', '127.0.0.21');
    await app.plugIn('sangoma', 's500', '005058000001');
    const token = app.pageToken(mac);
    const typed = { mac, extension: '1001', via: 'internal' as const, token, address: '127.0.0.21' };
    await app.desk.logIn({ ...typed, password: 'wrong' });
    await app.desk.logIn({ ...typed, password: PIN_OF_ALICE });
    await app.plugIn('yealink', 't46s', '805ec0000001', '127.0.0.21');
    await app.rest
      .post('/api/v1/phones/005058000001/login')
      .send({ extension: '1003', via: 'external' })
      .expect(409);
    const lines = await figures();
    expect(lines).toEqual(
      expect.arrayContaining([
        'hotdesk_sessions{state="requested"} 1',
        'hotdesk_sessions{state="provisioned"} 0',
        'hotdesk_sessions{state="verified"} 0',
        'hotdesk_phones{brand="yealink"} 1',
        'hotdesk_phones{brand="sangoma"} 1',
        'hotdesk_logins_total{channel="phone",result="wrong-password"} 1',
        'hotdesk_logins_total{channel="phone",result="ok"} 1',
        'hotdesk_logins_total{channel="rest",result="address-not-set"} 1',
        'hotdesk_fetches_total{brand="yealink",result="logged-out"} 1',
        'hotdesk_fetches_total{brand="yealink",result="logged-in"} 1',
        'hotdesk_rest_requests_total{operation="logIn",status="409"} 1',
        'hotdesk_jobs{kind="notify-phone"} 1',
        'hotdesk_jobs{kind="restart-phone"} 0',
        'hotdesk_jobs{kind="end-registration"} 0',
        'hotdesk_jobs{kind="webhook"} 0',
        'hotdesk_job_oldest_age_seconds{kind="webhook"} 0',
        'hotdesk_database_up 1',
        'hotdesk_asterisk_connected 1',
      ]),
    );
  });

  it('says how long ago the oldest job was first due by the clock of the database, however often it was retried', async () => {
    await open({ change: () => ({ clock: () => 60_000 }) });
    const row = {
      mac: '805ec0000001',
      session_id: 'none',
      kind: 'notify-phone',
      attempts: 3,
      last_error: null,
    };
    await app.desk.stop();
    const now = Date.now();
    await app.db('hotdesk_jobs').insert([
      { ...row, first_due_at: now - 3_600_000, due_at: now + 60_000 },
      { ...row, first_due_at: now - 1_000, due_at: now - 1_000 },
    ]);
    const lines = await figures();
    expect(lines).toEqual(
      expect.arrayContaining([
        'hotdesk_jobs{kind="notify-phone"} 2',
        'hotdesk_job_oldest_age_seconds{kind="end-registration"} 0',
      ]),
    );
    const ageLine = 'hotdesk_job_oldest_age_seconds{kind="notify-phone"} ';
    const age = Number(lines.find((line) => line.startsWith(ageLine))?.slice(ageLine.length));
    expect(age).toBeGreaterThanOrEqual(3_600);
    expect(age).toBeLessThan(4_200);
  });

  it('has the durations of logins, the reasons why sessions ended, and the jobs that were given up', async () => {
    await open();
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    const login = { extension: '1001', via: 'internal', trust: { address: '127.0.0.21' } };
    await app.rest.post(`/api/v1/phones/${mac}/login`).send(login).expect(200);
    const session = (await app.store.activeSessions())[0];
    if (!session) throw new Error('no session');
    const { requestedAt } = session;
    app.deps.metrics.recordEvent({
      type: 'session-verified',
      session: { ...session, verifiedAt: requestedAt + 1500 },
    });
    app.deps.metrics.recordEvent({ type: 'job-given-up', session, job: 'notify-phone' });
    await app.rest.post(`/api/v1/phones/${mac}/logout`).expect(200);
    expect(await figures()).toEqual(
      expect.arrayContaining([
        'hotdesk_login_seconds_bucket{le="1"} 0',
        'hotdesk_login_seconds_bucket{le="2"} 1',
        'hotdesk_login_seconds_sum 1.5',
        'hotdesk_sessions_ended_total{reason="rest"} 1',
        'hotdesk_jobs_given_up_total{kind="notify-phone"} 1',
        'hotdesk_jobs_given_up_total{kind="end-registration"} 0',
      ]),
    );
  });

  it('has a zero for each reason and result from the start, and its help names each of them', async () => {
    await open();
    const lines = await figures();
    for (const reason of END_REASONS)
      expect(lines).toContain(`hotdesk_sessions_ended_total{reason="${reason}"} 0`);
    for (const result of ['ok', ...REFUSAL_CODES])
      for (const channel of ['phone', 'rest'])
        expect(lines).toContain(`hotdesk_logins_total{channel="${channel}",result="${result}"} 0`);
    for (const reason of ['no-key', 'wrong-key', 'insufficient-scope'])
      expect(lines).toContain(`hotdesk_key_refusals_total{reason="${reason}"} 0`);
    const help = lines.find((line) => line.startsWith('# HELP hotdesk_sessions_ended_total'));
    for (const reason of END_REASONS) expect(help).toContain(reason);
  });

  it('omits the figures of the tables while the database is down', async () => {
    await open(withoutDatabase);
    app.asteriskState = { connected: false, version: null, problem: null };
    const lines = await figures();
    expect(lines).toEqual(expect.arrayContaining(['hotdesk_database_up 0', 'hotdesk_asterisk_connected 0']));
    const ofTables = /^hotdesk_(sessions|phones|jobs|job_oldest_age_seconds)[ {]/;
    expect(lines.filter((line) => ofTables.test(line))).toEqual([]);
  });

  it('asks the database once for all who ask at the same time', async () => {
    let queries = 0;
    await open({
      change: ({ store }) => ({
        store: {
          ...store,
          counts: () => {
            queries += 1;
            return store.counts();
          },
        },
      }),
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => figures()));
    expect(answers.every((lines) => lines.includes('hotdesk_database_up 1'))).toBe(true);
    expect(queries).toBeLessThan(20);
  });
});
