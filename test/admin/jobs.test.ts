import { eventually } from '../test-app';
import { type AdminTestApp, openAdmin } from './support';

let app: AdminTestApp;
beforeEach(async () => {
  app = await openAdmin();
  await app.plugIn('yealink', 't46s', '805ec0000001');
  app.asterisk.asterisk.contacts = async () => {
    throw new Error('no connection to Asterisk');
  };
});
afterEach(() => app.close());

const listed = async () => (await app.rest.get('/api/v1/jobs').expect(200)).body.items;

async function logIn(): Promise<string> {
  const body = { extension: '1001', via: 'internal', trust: { address: '127.0.0.21' } };
  const answer = await app.rest.post('/api/v1/phones/805ec0000001/login').send(body).expect(200);
  return answer.body.session.id;
}

describe('jobs', () => {
  it('are listed while they are not done, with the last error', async () => {
    expect(await listed()).toEqual([]);
    const session = await logIn();
    const job = await eventually(async () => {
      const [first] = await listed();
      return first?.attempts > 0 ? first : null;
    });
    expect(job).toMatchObject({
      mac: '805ec0000001',
      kind: 'notify-phone',
      sessionId: session,
      lastError: 'no connection to Asterisk',
    });
  });

  it('can be dropped once by an admin, and that is audited', async () => {
    await logIn();
    const { id } = await eventually(async () => (await listed())[0]);
    await app.rest.delete(`/api/v1/jobs/${id}`).expect(200);
    expect(await listed()).toEqual([]);
    await app.rest.delete(`/api/v1/jobs/${id}`).expect(404);
    const { items } = (await app.rest.get('/api/v1/audit?action=job-dropped').expect(200)).body;
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ mac: '805ec0000001', details: { kind: 'notify-phone' } });
  });

  it('have only numbers as ids', async () => {
    await app.rest.delete('/api/v1/jobs/x').expect(400);
  });
});
