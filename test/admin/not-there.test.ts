import { createEventLog } from '../../src/admin/events/event-log';
import { PROBLEMS } from '../../src/admin/http/problem';
import { allOperations } from '../../src/admin/http-app';
import { type AdminTestApp, openAdmin } from './support';

let app: AdminTestApp;
beforeAll(async () => {
  app = await openAdmin();
});
afterAll(() => app.close());

/** Names of things that do not exist, by the parameter of the path. */
const NOT_THERE: Readonly<Record<string, string>> = {
  id: '4294967295',
  mac: '805ec0ffffff',
  number: '9999',
  extension: '9999',
};

/** Bodies that the operations accept, by their id. */
const BODIES: Readonly<Record<string, object>> = {
  setHotdeskPin: { hotdeskPin: '804213' },
  changeMapping: { overrides: {} },
  changeTemplate: { name: 'other' },
  changePhone: { label: 'Hall' },
  logIn: { extension: '1001', via: 'internal' },
};

it('every path to a thing that does not exist answers 404', async () => {
  const operations = allOperations(app.deps, createEventLog(1)).filter(({ path }) => path.includes('{'));
  const answers: Record<string, number> = {};
  const expected: Record<string, number> = {};
  for (const { method, path, document, takesBody } of operations) {
    const id = document.operationId ?? '';
    const at = path.replace(/\{(\w+)\}/g, (_, name: string) => NOT_THERE[name] ?? `no value for ${name}`);
    const request = app.rest[method](at);
    const body = BODIES[id];
    if (takesBody && body === undefined && method !== 'post') throw new Error(`no body for ${id}`);
    const answer = await (takesBody ? request.send(body ?? {}) : request);
    answers[id] = answer.status;
    expected[id] = 404;
    if (answer.status === 404) expect(PROBLEMS).toHaveProperty(answer.body.code);
  }
  expect(operations.length).toBeGreaterThan(14);
  expect(answers).toEqual(expected);
});

it('names the extension that the PBX does not have', async () => {
  const { body } = await app.rest.put('/api/v1/extensions/9999/hotdesk-pin').send({ hotdeskPin: '804213' });
  expect(body).toMatchObject({ status: 404, code: 'not-found', detail: 'The PBX has no extension 9999.' });
});

it('in a body, an extension that does not exist is no missing path', async () => {
  const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
  const login = { extension: '9999', via: 'internal' };
  const { body } = await app.rest.post(`/api/v1/phones/${mac}/login`).send(login).expect(422);
  expect(body.code).toBe('unknown-extension');
});

it('every Location of a new thing can be read', async () => {
  const template = await app.rest
    .post('/api/v1/templates')
    .send({ brand: 'yealink', name: 'standard' })
    .expect(201);
  const mapping = { extension: '1001', brand: 'yealink', templateId: template.body.id };
  const made = [
    template,
    await app.rest.post('/api/v1/mappings').send(mapping).expect(201),
    await app.rest.post('/api/v1/phones').send({ brand: 'linphone' }).expect(201),
    await app.rest
      .post('/api/v1/keys')
      .send({ name: 'wallboard', scopes: ['read'] })
      .expect(201),
  ];
  for (const { headers, body } of made) {
    const { key: _key, link: _link, ...shown } = body;
    const read = await app.rest.get(String(headers.location)).expect(200);
    expect(read.body).toEqual(shown);
  }
});

it('a read key never holds its text', async () => {
  const { body } = await app.rest
    .post('/api/v1/keys')
    .send({ name: 'shown once', scopes: ['read'] })
    .expect(201);
  const { text } = await app.rest.get(`/api/v1/keys/${body.id}`).expect(200);
  expect(text).not.toContain(body.key);
});
