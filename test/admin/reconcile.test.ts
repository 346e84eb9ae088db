import { eventually } from '../test-app';
import { type AdminTestApp, openAdmin } from './support';

let app: AdminTestApp;
afterEach(() => app.close());

it('an admin can compare sessions at once', async () => {
  app = await openAdmin();
  await app.plugIn('yealink', 't46s', '805ec0000001');
  app.asterisk.asterisk.contacts = async () => [];
  const login = { extension: '1001', via: 'internal', trust: { address: '127.0.0.21' } };
  await app.rest.post('/api/v1/phones/805ec0000001/login').send(login).expect(200);
  for (let method = 0; method < 3; method += 1) {
    await eventually(async () => (await app.rest.get('/api/v1/jobs').expect(200)).body.items.length === 0);
    app.later(400_000);
    expect((await app.rest.post('/api/v1/reconcile').send({}).expect(200)).body).toEqual({ done: true });
  }
  const { items } = (await app.rest.get('/api/v1/audit?action=unverified').expect(200)).body;
  expect(items).toMatchObject([{ extension: '1001', details: { reason: 'not-fetched' } }]);
});
