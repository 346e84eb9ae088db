import type { Mac } from '../../src/lib/mac';
import { passwordMatches } from '../../src/lib/passwords';
import { type AdminTestApp, openAdmin, PIN_OF_ALICE } from './support';

const PATH = '/api/v1/extensions/1001/hotdesk-pin';
/** Hashing is slow on purpose. */
jest.setTimeout(60_000);

const PIN = '835279';
const ADDRESS = '127.0.0.21';

let app: AdminTestApp;
let mac: Mac;
beforeEach(async () => {
  app = await openAdmin();
  mac = await app.plugIn('yealink', 't46s', '805ec0000001', ADDRESS);
});
afterEach(() => app.close());

async function logIn(extension: string, password: string): Promise<object> {
  const token = app.pageToken(mac);
  return app.desk.logIn({ mac, extension, password, via: 'internal', token, address: ADDRESS });
}

const WRONG = { refused: 'wrong-password' };

describe('a hot-desk PIN', () => {
  it('replaces the voicemail PIN until it is removed', async () => {
    const { body } = await app.rest.put(PATH).send({ hotdeskPin: PIN }).expect(200);
    expect(body).toMatchObject({
      number: '1001',
      name: 'Alice Adams',
      hasHotdeskPin: true,
      mustChangeHotdeskPin: false,
    });
    expect(await logIn('1001', PIN_OF_ALICE)).toEqual(WRONG);
    expect(await logIn('1001', PIN)).toMatchObject({ extension: '1001', allowedBy: 'hotdesk-pin' });
    await app.rest.delete(PATH).expect(204);
    await app.rest.post(`/api/v1/phones/${mac}/logout`).expect(200);
    expect(await logIn('1001', PIN)).toEqual(WRONG);
    expect(await logIn('1001', PIN_OF_ALICE)).toMatchObject({ allowedBy: 'voicemail-pin' });
  });

  it('replaces the User Password but not the Admin password', async () => {
    await app.rest.patch('/api/v1/settings').send({ userPassword: 'desk-user', adminPassword: 'desk-admin' });
    await app.rest.put('/api/v1/extensions/1003/hotdesk-pin').send({ hotdeskPin: PIN }).expect(200);
    expect(await logIn('1003', 'desk-user')).toEqual(WRONG);
    expect(await logIn('1003', PIN)).toMatchObject({ allowedBy: 'hotdesk-pin' });
    await app.rest.post(`/api/v1/phones/${mac}/logout`).expect(200);
    expect(await logIn('1003', 'desk-admin')).toMatchObject({ allowedBy: 'admin-password' });
  });

  it('works even if phones do not offer to set one', async () => {
    expect((await app.store.settings()).hotdeskPins).toBe(false);
    await app.rest.put(PATH).send({ hotdeskPin: PIN }).expect(200);
    expect(await logIn('1001', PIN)).toMatchObject({ allowedBy: 'hotdesk-pin' });
  });

  it('is shown in the list of extensions, without the PIN', async () => {
    await app.rest.put(PATH).send({ hotdeskPin: PIN, mustChangeHotdeskPin: true }).expect(200);
    const answer = await app.rest.get('/api/v1/extensions').expect(200);
    const states = answer.body.items.map(
      ({ number, hasHotdeskPin, mustChangeHotdeskPin }: Record<string, unknown>) => [
        number,
        hasHotdeskPin,
        mustChangeHotdeskPin,
      ],
    );
    expect(states).toEqual([
      ['99', false, false],
      ['1001', true, true],
      ['1002', false, false],
      ['1003', false, false],
      ['1005', false, false],
    ]);
    expect(answer.text).not.toContain(PIN);
  });

  it('is stored as a slow hash', async () => {
    await app.rest.put(PATH).send({ hotdeskPin: PIN }).expect(200);
    const { hash } = await app.db('hotdesk_pins').first();
    expect(hash).toMatch(/^scrypt\$/);
    expect(await passwordMatches(PIN, hash)).toBe(true);
  });

  it('does not change a running session', async () => {
    await logIn('1001', PIN_OF_ALICE);
    const { body } = await app.rest.put(PATH).send({ hotdeskPin: PIN }).expect(200);
    expect(body.session).toMatchObject({ mac, state: 'requested' });
  });

  it('is audited without the PIN', async () => {
    await app.rest.put(PATH).send({ hotdeskPin: PIN, mustChangeHotdeskPin: true });
    await app.rest.put(PATH).send({ hotdeskPin: '183527' });
    await app.rest.delete(PATH);
    const { items } = (await app.rest.get('/api/v1/audit?extension=1001')).body;
    const seen = items.map(({ action, actor, details }: Record<string, unknown>) => [action, actor, details]);
    const resource = '/api/v1/extensions/1001';
    const none = { hasHotdeskPin: false, mustChangeHotdeskPin: false };
    const given = { hasHotdeskPin: true, mustChangeHotdeskPin: true };
    const chosen = { hasHotdeskPin: true, mustChangeHotdeskPin: false };
    expect(seen).toEqual([
      ['hotdesk-pin-removed', 'key first', { resource, before: chosen, after: none }],
      ['hotdesk-pin-changed', 'key first', { resource, before: given, after: chosen }],
      ['hotdesk-pin-changed', 'key first', { resource, before: none, after: given }],
    ]);
  });

  it.each(['1001', '1111', '123456', '9876', '1984', '2580', '835'])(
    'is refused as weak: %s',
    async (hotdeskPin) => {
      const { body } = await app.rest.put(PATH).send({ hotdeskPin }).expect(422);
      expect(body.code).toBe('weak-pin');
      expect(await app.store.hotdeskPins()).toEqual([]);
    },
  );

  it.each([
    {},
    { hotdeskPin: '' },
    { hotdeskPin: 835279 },
    { hotdeskPin: 'words' },
    { hotdeskPin: '8'.repeat(21) },
    { hotdeskPin: '83 52' },
  ])('is refused if it is %j, and the answer does not repeat it', async (body) => {
    const answer = await app.rest.put(PATH).send(body).expect(400);
    expect(answer.body.code).toBe('invalid-request');
    if (body.hotdeskPin) expect(answer.text).not.toContain(String(body.hotdeskPin));
  });

  it('needs an extension of the PBX', async () => {
    const { body } = await app.rest
      .put('/api/v1/extensions/4040/hotdesk-pin')
      .send({ hotdeskPin: PIN })
      .expect(404);
    expect(body.code).toBe('not-found');
    await app.rest.put('/api/v1/extensions/10a1/hotdesk-pin').send({ hotdeskPin: PIN }).expect(400);
  });

  it('that is not set cannot be removed', async () => {
    expect((await app.rest.delete(PATH).expect(404)).body.code).toBe('not-found');
  });
});
