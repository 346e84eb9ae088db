import { createEventLog } from '../../src/admin/events/event-log';
import { allOperations } from '../../src/admin/http-app';
import { type AdminTestApp, KEY, makeTemplate, openAdmin } from '../admin/support';
import fc from '../fast-check';
import { awkwardText, macText } from './inputs';
import { sendPipelined } from './pipeline';
import { INPUTS, runInputs } from './run-inputs';

const MINUTES = 20 * 60_000;

let app: AdminTestApp;
beforeAll(async () => {
  app = await openAdmin();
  const templateId = await makeTemplate(app, 'yealink', 'standard');
  await app.rest
    .post('/api/v1/mappings')
    .send({ extension: '1001', brand: 'yealink', templateId })
    .expect(201);
  await app.plugIn('yealink', 't46s', '805ec0000001');
});
afterAll(() => app.close());
afterEach(() => expect(app.logged.filter(({ level }) => level === 'error')).toEqual([]));

/** Names of fields of the API. Passwords are left out, because hashing is slow on purpose. */
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
      'label',
    ],
    ...[
      'via',
      'trust',
      'address',
      'kind',
      'value',
      'internalNetworks',
      'internalAddress',
      'timezone',
      'sipPort',
      'scopes',
      'enrolment',
    ],
    ...['__proto__', 'constructor', 'toString', 'problem', 'refused', ''],
  ),
  awkwardText,
);
const leaf = fc.oneof(
  fc.constantFrom(
    'yealink',
    'sangoma',
    '1001',
    't46s',
    '805ec0000001',
    'standard',
    'internal',
    '10.0.0.0/8',
    '127.0.0.21',
    'P1',
    'line',
  ),
  awkwardText,
  macText,
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
const body = fc.oneof(
  { weight: 9, arbitrary: json.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: awkwardText },
);

function request(method: string, path: string, text: string): string {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const lines = ['Host: x', `Authorization: Bearer ${KEY}`, 'Content-Type: application/json'];
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\nContent-Length: ${bytes.length}\r\n\r\n${bytes}`;
}

/** The operations with a body. Deletes have none, so the data of this test stays. */
function operationsWithBody(): readonly { method: string; path: string }[] {
  return allOperations(app.deps, createEventLog(1))
    .filter(({ takesBody }) => takesBody)
    .map(({ method, path }) => ({
      method: method.toUpperCase(),
      path: path
        .replace('{id}', '1')
        .replace('{mac}', '805ec0000001')
        .replace(/\{\w+\}/, '1001'),
    }));
}

test(
  `the admin API answers ${INPUTS} bodies, JSON or not, without a 5xx`,
  async () => {
    const operations = operationsWithBody();
    expect(operations.length).toBeGreaterThan(7);
    await runInputs({
      inputs: fc.tuple(fc.constantFrom(...operations), body),
      send: (some, from) =>
        sendPipelined(
          app.port,
          from,
          some.map(([{ method, path }, text]) => request(method, path, text)),
        ),
    });
  },
  MINUTES,
);
