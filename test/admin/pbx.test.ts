import { type AdminTestApp, makeTemplate, openAdmin } from './support';

let app: AdminTestApp;
beforeEach(async () => {
  app = await openAdmin();
  await app.rest.post('/api/v1/reconcile').send({}).expect(200);
});
afterEach(() => app.close());

/** Takes all users out of FreePBX; returns the function that puts them back. */
function emptyUsers(): () => void {
  const whole = [...app.users];
  app.users.clear();
  return () => {
    for (const [number, user] of whole) app.users.set(number, user);
  };
}

const reconcile = () => app.rest.post('/api/v1/reconcile').send({}).expect(200);
const metric = async (name: string) => {
  const { text } = await app.anonymous.get('/metrics').expect(200);
  return text.split('\n').filter((line) => line.startsWith(name));
};
const MISSING = { users: 5, devices: 5, sip: 4 };

test('a complete FreePBX misses nothing, and there is nothing to confirm', async () => {
  const { body } = await app.rest.get('/api/v1/pbx').expect(200);
  expect(body).toEqual({ complete: true, since: null, losses: [] });
  expect((await app.anonymous.get('/readyz').expect(200)).body.pbx).toEqual({ ready: true, problem: null });
  expect(await metric('hotdesk_pbx_complete')).toEqual(['hotdesk_pbx_complete 1']);
  const { body: problem } = await app.rest
    .post('/api/v1/pbx/confirm')
    .send({ missing: { users: 1 } })
    .expect(409);
  expect(problem.code).toBe('pbx-complete');
});

test('/readyz, /metrics and /api/v1/pbx say what is missing', async () => {
  const putBack = emptyUsers();
  await reconcile();
  const { body } = await app.anonymous.get('/readyz').expect(503);
  expect(body).toMatchObject({
    ready: false,
    pbx: {
      ready: false,
      problem: {
        code: 'pbx-incomplete',
        message: expect.stringContaining('users 5 of 5, devices 5 of 5, sip 4 of 4'),
        remedy: expect.stringContaining('POST /api/v1/pbx/confirm'),
      },
    },
  });
  expect(await metric('hotdesk_pbx_complete')).toEqual(['hotdesk_pbx_complete 0']);
  expect(await metric('hotdesk_pbx_missing_rows{')).toEqual([
    'hotdesk_pbx_missing_rows{part="users"} 5',
    'hotdesk_pbx_missing_rows{part="devices"} 5',
    'hotdesk_pbx_missing_rows{part="sip"} 4',
    'hotdesk_pbx_missing_rows{part="mailboxes"} 0',
  ]);
  const { body: pbx } = await app.rest.get('/api/v1/pbx').expect(200);
  expect(pbx).toMatchObject({ complete: false, losses: [{ part: 'users', missing: 5, of: 5 }, {}, {}] });
  expect(pbx.losses[0].names).toContain('1001');
  putBack();
  await reconcile();
  await app.anonymous.get('/readyz').expect(200);
  expect(await metric('hotdesk_pbx_complete')).toEqual(['hotdesk_pbx_complete 1']);
});

describe.each(['found by the request itself', 'known before'])('rows that are missing, %s', (found) => {
  beforeEach(async () => {
    await app.plugIn('sangoma', 's500', '005058000001');
    await makeTemplate(app, 'sangoma', 'Reception');
    emptyUsers();
    if (found === 'known before') await reconcile();
  });

  test('make no mapping, PIN, login or list of extensions lie', async () => {
    const mapping = { extension: '1001', brand: 'sangoma', templateId: 1 };
    const pin = { hotdeskPin: '835279' };
    const login = { extension: '1001', via: 'internal', trust: { address: '127.0.0.21' } };
    const answers = [
      await app.rest.post('/api/v1/mappings').send(mapping),
      await app.rest.put('/api/v1/extensions/1001/hotdesk-pin').send(pin),
      await app.rest.post('/api/v1/phones/005058000001/login').send(login),
      await app.rest.get('/api/v1/extensions'),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [503, 'pbx-incomplete']),
    );
  });
});

test('an extension that never was is unknown while FreePBX is complete', async () => {
  const pin = { hotdeskPin: '835279' };
  await app.rest.put('/api/v1/extensions/9999/hotdesk-pin').send(pin).expect(404);
});

test('an admin with the scope manage confirms by saying what is missing, and is in the audit', async () => {
  emptyUsers();
  await reconcile();
  const confirm = (missing: object) => app.rest.post('/api/v1/pbx/confirm').send({ missing });
  expect((await confirm({ ...MISSING, users: 4 }).expect(409)).body.code).toBe('losses-changed');
  expect((await confirm({}).expect(409)).body.code).toBe('losses-changed');
  const { body } = await confirm(MISSING).expect(200);
  expect(body).toMatchObject({ complete: true, losses: [{ part: 'users', missing: 5 }, {}, {}] });
  await app.anonymous.get('/readyz').expect(200);
  const { body: audit } = await app.rest.get('/api/v1/audit?action=pbx-losses-confirmed').expect(200);
  expect(audit.items).toMatchObject([{ actor: 'key first', details: { missing: MISSING } }]);
  expect(app.logged.map(({ message }) => message).join('\n')).toContain('"event":"pbx.losses-confirmed"');
});

test('a key without the scope manage cannot confirm', async () => {
  const { body: key } = await app.rest
    .post('/api/v1/keys')
    .send({ name: 'operator', scopes: ['operate'] })
    .expect(201);
  await app.anonymous
    .post('/api/v1/pbx/confirm')
    .set('Authorization', `Bearer ${key.key}`)
    .send({ missing: MISSING })
    .expect(403);
});
