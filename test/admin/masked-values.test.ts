import { get, type IncomingMessage } from 'node:http';
import { BRANDS } from '../../phoneapps';
import { createEventLog } from '../../src/admin/events/event-log';
import { allOperations } from '../../src/admin/http-app';
import { previewForAdmin } from '../../src/app/config-preview';
import type { Brand } from '../../src/phones/brands/brand';
import { createBrandRegistry } from '../../src/phones/brands/registry';
import { eventually } from '../test-app';
import { type AdminTestApp, openAdmin } from './support';

jest.setTimeout(60_000);

/** Secrets that an admin wrote into overrides, URLs of keys and files of the data folder. */
const SECRETS = {
  template: 'secret-of-template',
  mapping: 'secret-of-mapping',
  dataFolder: 'secret-of-data-folder',
  user: 'url-user',
  password: 'url-password',
  path: 'url-path',
  query: 'url-query',
  fragment: 'url-fragment',
  otherKind: 'other-kind-password',
};
const URL_OF_KEY = `https://${SECRETS.user}:${SECRETS.password}@gate.example.com:8443/${SECRETS.path}?token=${SECRETS.query}#${SECRETS.fragment}`;
const KEYS = [
  { kind: 'url', value: URL_OF_KEY, label: 'Gate' },
  // A phone reads it as a number, and an admin sees too late that the kind is wrong.
  { kind: 'speed-dial', value: `http://x:${SECRETS.otherKind}@gate.example.com/`, label: '' },
];

/** Yealink with a parameter in `overrides.json`. */
const brands = BRANDS.map(
  (brand): Brand =>
    brand.id === 'yealink'
      ? { ...brand, adminParameters: { '*': { 'account.9.password': SECRETS.dataFolder } } }
      : brand,
);

let app: AdminTestApp;
beforeAll(async () => {
  const brandRegistry = createBrandRegistry(brands);
  const listening = () => ({ http: 8480, https: null });
  app = await openAdmin({
    change: () => ({
      preview: (query) => previewForAdmin({ desk: app.desk, brandRegistry, listening }, query),
    }),
  });
});
afterAll(() => app.close());

/** Everything that a key of this scope can read, by operation. */
async function readEverything(scope: 'read' | 'operate' | 'manage'): Promise<ReadonlyMap<string, string>> {
  const brand = 'yealink';
  const overrides = { 'account.2.password': SECRETS.template };
  const template = { brand, name: `of ${scope}`, isDefault: true, keys: KEYS, overrides };
  const { body: made } = await app.rest.post('/api/v1/templates').send(template).expect(201);
  await app.rest
    .patch(`/api/v1/templates/${made.id}`)
    .send({ name: `still of ${scope}` })
    .expect(200);
  const key = await app.rest
    .post('/api/v1/keys')
    .send({ name: scope, scopes: [scope] })
    .expect(201);
  const authorization = `Bearer ${key.body.key}`;
  const events = await listenToEvents(authorization);
  const mac = await app.plugIn(brand, 't46s', '805ec0000001');
  const mapping = { extension: '1001', brand, mac, templateId: made.id };
  const { body: mapped } = await app.rest
    .post('/api/v1/mappings')
    .send({ ...mapping, overrides: { 'account.3.password': SECRETS.mapping } })
    .expect(201);
  await app.rest
    .post(`/api/v1/phones/${mac}/login`)
    .send({ extension: '1001', via: 'internal', trust: { address: '127.0.0.21' } })
    .expect(200);
  const { body: sessions } = await app.rest.get('/api/v1/sessions').expect(200);
  const values: Record<string, string> = {
    '/api/v1/templates/{id}': made.id,
    '/api/v1/mappings/{id}': mapped.id,
    '/api/v1/sessions/{id}': sessions.items[0].id,
    '/api/v1/phones/{mac}': mac,
    '/api/v1/keys/{id}': key.body.id,
    '/api/v1/preview': `?extension=1001&mac=${mac}`,
  };
  const read = async (path: string, accept = 'application/json') => {
    const at = path.includes('{')
      ? path.replace(/\{\w+\}/, String(values[path]))
      : path + (values[path] ?? '');
    const answer = await app.anonymous
      .get(at)
      .set({ authorization, accept })
      .buffer(true)
      .parse((response, done) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => done(null, text));
      });
    expect([at, answer.status]).toEqual([at, 200]);
    return String(answer.body);
  };
  const texts = new Map<string, string>();
  const operations = allOperations(app.deps, createEventLog(1));
  for (const { method, path } of operations) {
    if (method !== 'get' || path === '/api/v1/events') continue;
    texts.set(path, await read(path));
    texts.set(`${path} as lines`, await read(path, 'application/x-ndjson, */*'));
  }
  await app.rest.delete(`/api/v1/mappings/${mapped.id}`).expect(204);
  await app.rest.delete(`/api/v1/templates/${made.id}`).expect(204);
  await eventually(() => events.text().includes('event: template-deleted'));
  texts.set('/api/v1/events', events.text());
  texts.set('/api/v1/audit', await read('/api/v1/audit'));
  events.stop();
  return texts;
}

/** Collects the event stream from now on. */
async function listenToEvents(authorization: string): Promise<{ text(): string; stop(): void }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const where = { host: '127.0.0.1', port: app.port, path: '/api/v1/events', agent: false };
    get({ ...where, headers: { authorization } }, resolve).on('error', reject);
  });
  let text = '';
  response.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return { text: () => text, stop: () => response.destroy() };
}

function placesOf(texts: ReadonlyMap<string, string>, secret: string): string[] {
  return [...texts].filter(([, text]) => text.includes(secret)).map(([path]) => path);
}

describe.each(['read', 'operate'] as const)('a key with the scope %s', (scope) => {
  let texts: ReadonlyMap<string, string>;
  beforeAll(async () => {
    texts = await readEverything(scope);
  });

  it.each(Object.entries(SECRETS))('reads nowhere the secret of an admin: %s', (_, secret) => {
    expect(texts.size).toBeGreaterThan(30);
    expect(placesOf(texts, secret)).toEqual([]);
  });

  it('reads the names of overrides, and the hosts of URLs', () => {
    const template = JSON.parse(texts.get('/api/v1/templates/{id}') ?? '');
    expect(template.overrides).toEqual({ 'account.2.password': '********' });
    expect(template.keys).toEqual([
      { kind: 'url', value: 'https://gate.example.com:8443/********', label: 'Gate' },
      { kind: 'speed-dial', value: 'http://gate.example.com/********', label: '' },
    ]);
    const { config } = JSON.parse(texts.get('/api/v1/preview') ?? '');
    expect(config).toContain('account.2.password = ********\n');
    expect(config).toContain('account.3.password = ********\n');
    expect(config).toContain('account.9.password = ********\n');
    expect(config).toContain('https://gate.example.com:8443/********');
  });
});

describe('a key with the scope manage', () => {
  it('reads all that it may change', async () => {
    const texts = await readEverything('manage');
    const places = (secret: string) => placesOf(texts, secret).filter((path) => !path.endsWith(' as lines'));
    const ofTemplate = ['/api/v1/templates', '/api/v1/templates/{id}', '/api/v1/preview'];
    expect(places(SECRETS.template)).toEqual(ofTemplate);
    expect(places(SECRETS.password)).toEqual(ofTemplate);
    expect(places(SECRETS.otherKind)).toEqual(ofTemplate);
    expect(places(SECRETS.mapping)).toEqual(['/api/v1/mappings', '/api/v1/mappings/{id}', '/api/v1/preview']);
    expect(places(SECRETS.dataFolder)).toEqual(['/api/v1/preview']);
  });

  it.each([
    { overrides: { 'account.2.password': '********' } },
    { keys: [{ kind: 'url', value: 'https://gate.example.com/********' }] },
  ])('cannot write back what a smaller key has read: %j', async (change) => {
    const template = { brand: 'yealink', name: 'kept' };
    const { body } = await app.rest
      .post('/api/v1/templates')
      .send({ ...template, ...change })
      .expect(400);
    expect(JSON.stringify(body.errors)).toContain('only a key with the scope manage reads the value');
  });
});
