import { eventually } from '../house';
import { type AdminHouse, openAdmin } from './support';

let house: AdminHouse;
beforeEach(async () => {
  house = await openAdmin();
  await house.plugIn('yealink', 't46s', '805ec0000001');
  house.asterisk.asterisk.contacts = async () => {
    throw new Error('no connection to Asterisk');
  };
});
afterEach(() => house.close());

const listed = async () => (await house.rest.get('/api/v1/effects').expect(200)).body.items;

async function logIn(): Promise<string> {
  const body = { extension: '1001', via: 'internal', trust: 'last-seen' };
  const answer = await house.rest.post('/api/v1/phones/805ec0000001/login').send(body).expect(200);
  return answer.body.session.id;
}

describe('effects', () => {
  it('are what was decided and is not done, with what went wrong', async () => {
    expect(await listed()).toEqual([]);
    const session = await logIn();
    const effect = await eventually(async () => {
      const [first] = await listed();
      return first?.attempts > 0 ? first : null;
    });
    expect(effect).toMatchObject({
      mac: '805ec0000001',
      kind: 'tell-phone',
      session,
      lastError: 'no connection to Asterisk',
    });
  });

  it('are dropped by an admin, once, which the audit says', async () => {
    await logIn();
    const { id } = await eventually(async () => (await listed())[0]);
    await house.rest.delete(`/api/v1/effects/${id}`).expect(200);
    expect(await listed()).toEqual([]);
    await house.rest.delete(`/api/v1/effects/${id}`).expect(404);
    const { items } = (await house.rest.get('/api/v1/audit?action=effect-dropped').expect(200)).body;
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ mac: '805ec0000001', details: { kind: 'tell-phone' } });
  });

  it('cannot be called by what is no number', async () => {
    await house.rest.delete('/api/v1/effects/x').expect(400);
  });
});

it('sessions are compared at an admin’s word', async () => {
  house.asterisk.asterisk.contacts = async () => [];
  await logIn();
  for (let way = 0; way < 3; way += 1) {
    await eventually(async () => (await listed()).length === 0);
    house.later(400_000);
    expect((await house.rest.post('/api/v1/reconcile').send({}).expect(200)).body).toEqual({ done: true });
  }
  const { items } = (await house.rest.get('/api/v1/audit?action=unverified').expect(200)).body;
  expect(items).toMatchObject([{ extension: '1001', details: { why: 'not-fetched' } }]);
});
