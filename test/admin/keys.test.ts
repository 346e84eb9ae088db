import { createEventLog } from '../../src/admin/events/event-log';
import type { Operation } from '../../src/admin/http/operation';
import { holdsScope, withIncludedScopes } from '../../src/admin/http/scopes';
import { allOperations } from '../../src/admin/http-app';
import type { KeyScope } from '../../src/admin/ports/keys';
import { type AdminTestApp, FIRST_KEY_ID, KEY, openAdmin } from './support';

const PATH = '/api/v1/keys';

let app: AdminTestApp;
beforeEach(async () => {
  app = await openAdmin();
});
afterEach(() => app.close());

const make = async (name: string, ...scopes: KeyScope[]) =>
  (await app.rest.post(PATH).send({ name, scopes }).expect(201)).body;

/** A request with this key. */
const by = (key: string, method: Operation['method'], path: string) =>
  app.anonymous[method](path).set('Authorization', `Bearer ${key}`);

describe('a key', () => {
  it('is shown once, when it is created, and only its hash is stored', async () => {
    const answer = await app.rest
      .post(PATH)
      .send({ name: 'wallboard', scopes: ['read'] })
      .expect(201);
    const { key, ...shown } = answer.body;
    expect(key).toMatch(/^hd_[A-Za-z0-9_-]{32}$/);
    expect(answer.headers.location).toBe(`${PATH}/${shown.id}`);
    expect(shown).toEqual({
      id: expect.any(String),
      name: 'wallboard',
      scopes: ['read'],
      createdAt: expect.stringMatching(/Z$/),
      lastUsedAt: null,
      revokedAt: null,
    });
    const list = await app.rest.get(PATH).expect(200);
    expect(list.body.items.map(({ name }: { name: string }) => name)).toEqual(['first', 'wallboard']);
    expect(list.text).not.toContain(key);
    const rows = JSON.stringify([await app.db('hotdesk_keys'), await app.db('hotdesk_audit')]);
    expect(rows).not.toContain(key.slice(3));
  });

  it('gives access, and the audit names it', async () => {
    const { key } = await make('booking system', 'manage');
    await by(key, 'patch', '/api/v1/settings').send({ sipPort: 5070 }).expect(200);
    const { items } = (await by(key, 'get', '/api/v1/audit?limit=1').expect(200)).body;
    expect(items).toEqual([
      expect.objectContaining({ actor: 'key booking system', action: 'settings-changed' }),
    ]);
  });

  it('gives no access once it is revoked', async () => {
    const { id, key } = await make('wallboard', 'read');
    await by(key, 'get', '/api/v1/phones').expect(200);
    await app.rest.delete(`${PATH}/${id}`).expect(204);
    await by(key, 'get', '/api/v1/phones').expect(401);
    const { items } = (await app.rest.get(PATH)).body;
    expect(items[1]).toMatchObject({ name: 'wallboard', revokedAt: expect.stringMatching(/Z$/) });
    await app.rest.delete(`${PATH}/${id}`).expect(404);
  });

  it('has the time of its last use, recorded once a minute', async () => {
    const { id, key } = await make('wallboard', 'read');
    const used = async () => (await app.store.keys()).find((each) => each.id === id)?.lastUsedAt;
    expect(await used()).toBeNull();
    await by(key, 'get', '/api/v1/phones').expect(200);
    const first = await used();
    expect(first).toEqual(expect.any(Number));
    app.later(50_000);
    await by(key, 'get', '/api/v1/phones').expect(200);
    expect(await used()).toBe(first);
    app.later(10_000);
    await by(key, 'get', '/api/v1/phones').expect(200);
    expect(await used()).toBeGreaterThanOrEqual(Number(first) + 60_000);
  });

  it.each(['wallboard', 'first', 'environment'])('has a name that is never reused: not %s', async (name) => {
    const { id } = await make('wallboard', 'read');
    await app.rest.delete(`${PATH}/${id}`).expect(204);
    const { body } = await app.rest
      .post(PATH)
      .send({ name, scopes: ['read'] })
      .expect(409);
    expect(body.code).toBe('key-exists');
  });

  it.each([
    {},
    { name: 'x' },
    { name: 'x', scopes: [] },
    { name: 'x', scopes: ['write'] },
    { name: 'x', scopes: 'manage' },
    { name: '', scopes: ['read'] },
    { name: ' x', scopes: ['read'] },
    { name: 'x ', scopes: ['read'] },
    { name: 'x\ny', scopes: ['read'] },
    { name: 'x'.repeat(61), scopes: ['read'] },
    { name: 'x', scopes: ['read'], key: 'mine' },
  ])('is not created from %j', async (body) => {
    await app.rest.post(PATH).send(body).expect(400);
    expect(await app.store.keys()).toHaveLength(1);
  });

  it('may have a name of maximum length, also in the audit', async () => {
    const name = '張'.repeat(60);
    const { key } = await make(name, 'manage');
    await by(key, 'patch', '/api/v1/settings').send({ sipPort: 5070 }).expect(200);
    const asked = `/api/v1/audit?actor=${encodeURIComponent(`key ${name}`)}`;
    expect((await app.rest.get(asked).expect(200)).body.items).toHaveLength(1);
  });
});

describe('the last key with the scope "manage"', () => {
  it('cannot be revoked, even if two are revoked at once', async () => {
    const { body } = await app.rest.delete(`${PATH}/${FIRST_KEY_ID}`).expect(409);
    expect(body.code).toBe('last-key');
    const { id, key } = await make('second', 'manage');
    const answers = await Promise.all([
      by(key, 'delete', `${PATH}/${FIRST_KEY_ID}`),
      by(KEY, 'delete', `${PATH}/${id}`),
    ]);
    const valid = (await app.store.keys()).filter(({ revokedAt }) => revokedAt === null);
    expect(valid).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  });

  it('does not protect keys with smaller scopes', async () => {
    await make('reader', 'read');
    const { body } = await app.rest.delete(`${PATH}/${FIRST_KEY_ID}`).expect(409);
    expect(body.code).toBe('last-key');
  });

  it('can be revoked if the environment has a key, which itself cannot be revoked by REST', async () => {
    const other = await openAdmin({ environmentKey: 'key-of-the-environment' });
    const rest = (method: 'get' | 'delete', path: string) =>
      other.anonymous[method](path).set('Authorization', 'Bearer key-of-the-environment');
    const { body } = await rest('get', PATH).expect(200);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(['environment', FIRST_KEY_ID]);
    expect((await rest('delete', `${PATH}/environment`).expect(409)).body.code).toBe('environment-key');
    await rest('delete', `${PATH}/${FIRST_KEY_ID}`).expect(204);
    const { items } = (await rest('get', '/api/v1/audit').expect(200)).body;
    expect(items[0]).toMatchObject({ actor: 'key environment', action: 'key-revoked' });
    await other.close();
  });
});

describe('a scope', () => {
  it('includes the smaller ones', () => {
    expect(withIncludedScopes(['read'])).toEqual(['read']);
    expect(withIncludedScopes(['operate'])).toEqual(['read', 'operate']);
    expect(withIncludedScopes(['manage', 'read'])).toEqual(['read', 'operate', 'manage']);
    expect(holdsScope({ scopes: ['operate'] }, 'manage')).toBe(false);
    expect(holdsScope({ scopes: ['manage'] }, 'operate')).toBe(true);
  });

  it.each(['read', 'operate', 'manage'] as const)(
    '%s allows exactly the documented operations',
    async (scope) => {
      const { key } = await make(`only ${scope}`, scope);
      const operations = allOperations(app.deps, createEventLog(1)).filter(
        ({ path }) => path !== '/api/v1/events',
      );
      for (const operation of operations) {
        // These resources do not exist, so an allowed request gets an answer other than 403.
        const path = operation.path.replace(
          /\{\w+\}/,
          operation.path.includes('{mac}') ? '0000000000ff' : '4040',
        );
        const { status, body } = await by(key, operation.method, path);
        const may = operation.scope === null || holdsScope({ scopes: [scope] }, operation.scope);
        expect([operation.method, path, status === 403]).toEqual([operation.method, path, !may]);
        if (!may)
          expect(body).toMatchObject({
            code: 'insufficient-scope',
            detail: expect.stringContaining(`"${operation.scope}"`),
          });
      }
      expect(operations.length).toBeGreaterThan(30);
    },
  );

  it('that is too small does not allow changes', async () => {
    const { key } = await make('reader', 'read');
    await by(key, 'post', PATH)
      .send({ name: 'more', scopes: ['manage'] })
      .expect(403);
    await by(key, 'delete', `${PATH}/${FIRST_KEY_ID}`).expect(403);
    await by(key, 'patch', '/api/v1/settings').send({ sipPort: 1 }).expect(403);
    expect(await app.store.keys()).toHaveLength(2);
    expect((await app.store.settings()).sipPort).toBe(5060);
  });
});
