import { PROBLEMS } from '../../src/admin/http/problem';
import { type AdminTestApp, KEY, openAdmin } from './support';

let app: AdminTestApp;
beforeAll(async () => {
  app = await openAdmin();
});
afterAll(() => app.close());

describe('the key', () => {
  it.each([
    ['none', undefined],
    ['another one', 'Bearer hd_another'],
    ['the right one in another scheme', `Basic ${KEY}`],
    ['the right one without a scheme', KEY],
    ['the right one with more behind it', `Bearer ${KEY}x`],
    ['an empty one', 'Bearer '],
  ])('is required: %s is refused', async (_what, authorization) => {
    const asked = app.anonymous.get('/api/v1/settings');
    const answer = await (authorization === undefined ? asked : asked.set('Authorization', authorization));
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="Hotdesk"');
    expect(answer.body.code).toBe('unauthorized');
  });

  it.each(['/api/v1/openapi.json', '/api/v1/events', '/api/v1/nowhere', '/nowhere'])(
    'is required for %s',
    async (path) => {
      await app.anonymous.get(path).expect(401);
    },
  );

  it.each(['/healthz', '/readyz', '/metrics', '/', '/page.css'])('is not required for %s', async (path) => {
    await app.anonymous.get(path).expect(200);
  });

  it('gives access', async () => {
    await app.rest.get('/api/v1/settings').expect(200);
  });
});

describe('problems', () => {
  it('are RFC 9457 with a stable code', async () => {
    const answer = await app.rest.get('/api/v1/phones/000000000000').expect(404);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body).toEqual({
      title: 'Not Found',
      status: 404,
      code: 'unknown-phone',
      detail: PROBLEMS['unknown-phone'].detail,
    });
  });

  it('name every invalid part of the request', async () => {
    const keys = [{ kind: 'line' }, { kind: 'rocket', colour: 'red' }];
    const body = { brand: 'yealink', name: '', keys, size: 3 };
    const { body: answer } = await app.rest.post('/api/v1/templates').send(body).expect(400);
    expect(answer.code).toBe('invalid-request');
    const paths = answer.errors.map(({ path }: { path: string }) => path);
    expect(paths.sort()).toEqual(['body.keys[1].colour', 'body.keys[1].kind', 'body.name', 'body.size']);
  });

  it('name unknown query parameters', async () => {
    const { body } = await app.rest.get('/api/v1/phones?color=red').expect(400);
    expect(body.errors).toEqual([{ path: 'query.color', message: 'is unknown' }]);
  });

  it('list at most 50 errors, however long the body is', async () => {
    const body = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, 1]));
    const answer = await app.rest.patch('/api/v1/settings').send(body).expect(400);
    expect(answer.body.errors).toHaveLength(50);
  });

  it.each([
    ['a parameter that is given twice', '/api/v1/phones?brand=yealink&brand=sangoma'],
    ['a MAC that is none', '/api/v1/phones/00505800000g'],
    ['a MAC with a line break', '/api/v1/phones/0050580000%0d%0a'],
    ['a path that cannot be decoded', '/api/v1/phones/%E0%A4%A'],
    ['a number that is none', '/api/v1/templates/one'],
    ['a limit of nothing', '/api/v1/sessions?limit=0'],
    ['a limit beyond all measure', '/api/v1/sessions?limit=501'],
    ['a cursor that is none', '/api/v1/sessions?cursor=nonsense'],
    ["another list's cursor", `/api/v1/sessions?cursor=${Buffer.from('7').toString('base64url')}`],
    ['an extension with letters', '/api/v1/sessions?extension=10a1'],
    ['a long extension', `/api/v1/sessions?extension=${'1'.repeat(21)}`],
  ])('answer %s', async (_what, path) => {
    const { body } = await app.rest.get(path).expect(400);
    expect(body.code).toBe('invalid-request');
  });

  it.each(['{"name":', '[1,2', '"text"', 'null', '\u0000'])('answer the body %j', async (body) => {
    const answer = await app.rest
      .patch('/api/v1/settings')
      .set('Content-Type', 'application/json')
      .send(body)
      .expect(400);
    expect(answer.body.code).toBe('malformed-json');
  });

  it('answer a missing body', async () => {
    const { body } = await app.rest
      .post('/api/v1/templates')
      .set('Content-Type', 'application/json')
      .expect(400);
    expect(body.code).toBe('invalid-request');
  });

  it('answer a body that is a list', async () => {
    const { body } = await app.rest.patch('/api/v1/settings').send([]).expect(400);
    expect(body.code).toBe('invalid-request');
  });

  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
  ])('answer a body of type %s', async (type) => {
    const { body } = await app.rest
      .patch('/api/v1/settings')
      .set('Content-Type', type)
      .send('{"defaultLogin":false}')
      .expect(415);
    expect(body.code).toBe('unsupported-media-type');
  });

  it('answer a body of more than 256 kB', async () => {
    const { body } = await app.rest
      .patch('/api/v1/settings')
      .send({ timezone: 'x'.repeat(262_144) })
      .expect(413);
    expect(body.code).toBe('too-large');
  });

  it.each([
    ['put', '/api/v1/settings', 'GET, HEAD, PATCH'],
    ['delete', '/api/v1/templates', 'GET, HEAD, POST'],
    ['get', '/api/v1/phones/005058000001/login', 'POST'],
    ['options', '/api/v1/brands', 'GET, HEAD'],
    ['post', '/healthz', 'GET, HEAD'],
    ['post', '/', 'GET, HEAD'],
  ] as const)('answer %s %s with the allowed methods', async (method, path, allowed) => {
    const answer = await app.rest[method](path).expect(405);
    expect(answer.headers.allow).toBe(allowed);
    expect(answer.body.code).toBe('method-not-allowed');
  });

  it.each([
    '/api/v1/nowhere',
    '/api/v1/settings/',
    '/API/v1/settings',
    '/api/v1/templates/999',
    '/api/v1/sessions/x',
  ])('answer 404 at %s', async (path) => {
    const { body } = await app.rest.get(path).expect(404);
    expect(body.code).toBe('not-found');
  });

  it('show no details of an internal error, and log it', async () => {
    const broken = await openAdmin({
      change: ({ store }) => ({
        store: { ...store, settings: () => Promise.reject(new Error('the secret inside')) },
      }),
    });
    const { body } = await broken.rest.get('/api/v1/settings').expect(500);
    expect(body).toMatchObject({ code: 'internal', detail: PROBLEMS.internal.detail });
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(broken.logged.filter(({ level }) => level === 'error')).toHaveLength(1);
    await broken.close();
  });

  it('are 503 with Retry-After when the database is down', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const away = await openAdmin({
      change: ({ store }) => ({ store: { ...store, settings: () => Promise.reject(refused) } }),
    });
    const answer = await away.rest.get('/api/v1/settings').expect(503);
    expect(answer.body.code).toBe('unavailable');
    expect(answer.headers['retry-after']).toBe('5');
    expect(away.logged.map(({ level }) => level).filter((level) => level !== 'info')).toEqual(['warn']);
    await away.close();
  });
});

describe('all answers', () => {
  it('are never cached', async () => {
    const { headers } = await app.rest.get('/api/v1/settings');
    expect(headers['cache-control']).toBe('no-store');
  });

  it('allow pages to load nothing from other hosts, and do not name the server', async () => {
    const { headers } = await app.anonymous.get('/');
    expect(headers['content-security-policy']).toBe(
      "default-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none';object-src 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
  });
});
