import { createEventLog } from '../../src/admin/events/event-log';
import { PROBLEMS } from '../../src/admin/http/problem';
import { allOperations } from '../../src/admin/http-app';
import fc from '../fast-check';
import { type AdminTestApp, makeTemplate, openAdmin } from './support';

let app: AdminTestApp;
beforeAll(async () => {
  app = await openAdmin();
  const templateId = await makeTemplate(app, 'yealink', 'standard');
  const mapping = { extension: '1001', brand: 'yealink', templateId };
  await app.rest.post('/api/v1/mappings').send(mapping).expect(201);
  await app.plugIn('yealink', 't46s', '805ec0000001');
});
afterAll(() => app.close());

/** Valid names and values, mixed with unexpected ones. */
const name = fc.oneof(
  fc.constantFrom(
    ...[
      'brand',
      'name',
      'isDefault',
      'settings',
      'keys',
      'overrides',
      'extension',
      'templateId',
      'model',
      'mac',
    ],
    ...[
      'label',
      'via',
      'trust',
      'address',
      'kind',
      'value',
      'userPassword',
      'internalNetworks',
      'timezone',
      'sipPort',
    ],
    ...['hotdeskPin', 'mustChangeHotdeskPin', 'scopes', 'enrolmentByBrand', 'enrolment'],
    ...['__proto__', 'constructor', 'toString', 'problem', 'refused', ''],
  ),
  fc.string(),
);
const leaf = fc.oneof(
  fc.constantFrom(
    ...[
      'yealink',
      'sangoma',
      'linphone',
      '1001',
      't46s',
      '805ec0000001',
      '805ec0000002',
      'standard',
      'internal',
    ],
    ...[
      '127.0.0.21',
      'line',
      'Europe/Rome',
      '10.0.0.0/8',
      'P1',
      '\u0000',
      '\ud800',
      "'; drop table",
      '../..',
    ],
  ),
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(name, tie('json'), { maxKeys: 6 }),
  ),
}));

const writing = () =>
  allOperations(app.deps, createEventLog(1))
    .filter(({ takesBody }) => takesBody)
    .map(({ method, path }) => ({
      method,
      path: path.replace('{id}', '1').replace('{mac}', '805ec0000001').replace('{number}', '1001'),
    }));

it('no JSON body causes a 5xx', async () => {
  const operations = writing();
  expect(operations.length).toBeGreaterThan(7);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...operations), json, async ({ method, path }, body) => {
      const answer = await app.rest[method](path)
        .set('Content-Type', 'application/json')
        .send(JSON.stringify(body));
      if (answer.status < 300) return;
      expect([answer.status, answer.headers['content-type']]).toEqual([
        PROBLEMS[answer.body.code as keyof typeof PROBLEMS].status,
        'application/problem+json; charset=utf-8',
      ]);
      expect(answer.status).toBeLessThan(500);
    }),
    { numRuns: 400 },
  );
  expect(app.logged.filter(({ level }) => level === 'error')).toEqual([]);
}, 120_000);

it('no body of any type causes a 5xx', async () => {
  const operations = writing();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...operations),
      fc.string({ unit: 'binary' }),
      async ({ method, path }, body) => {
        const answer = await app.rest[method](path).set('Content-Type', 'application/json').send(body);
        expect(answer.status).toBeLessThan(500);
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);

it('no path or query causes a 5xx', async () => {
  const listed = ['templates', 'mappings', 'phones', 'sessions', 'extensions'];
  const paths = [...listed, 'preview', 'audit', 'keys', 'lockouts'];
  const text = fc.oneof(
    fc.constantFrom('1', '805ec0000001', '1001', 'yealink'),
    fc.string({ unit: 'grapheme' }),
  );
  const query = fc.dictionary(
    fc.constantFrom(
      'limit',
      'cursor',
      'brand',
      'model',
      'mac',
      'extension',
      'active',
      'force',
      'since',
      'actor',
      'other',
    ),
    text,
    { maxKeys: 3 },
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), fc.option(text), query, async (resource, id, asked) => {
      const one = id === null ? '' : `/${encodeURIComponent(id)}`;
      const path = `/api/v1/${resource}${one}?${new URLSearchParams(asked)}`;
      const answer = await app.rest.get(path);
      expect(answer.status).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
  expect(app.logged.filter(({ level }) => level === 'error')).toEqual([]);
}, 60_000);
