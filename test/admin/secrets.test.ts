import { get, type IncomingMessage } from 'node:http';
import { createEventLog } from '../../src/admin/events/event-log';
import { allOperations } from '../../src/admin/http-app';
import { openApiDocument } from '../../src/admin/openapi/openapi';
import { sessionTokenOf } from '../../src/desk/provisioning/tokens';
import { eventually } from '../test-app';
import { type AdminTestApp, KEY, openAdmin, PIN_OF_ALICE, SECRETS_OF_USERS, TOKEN_KEY } from './support';

/** Hashing is slow on purpose. */
jest.setTimeout(60_000);

/** Hot-desk PINs: one set by an admin, one chosen by its user, and refused ones. */
const PINS = ['83527901', '79018352', '98765432', '101010101010101010101'];

let app: AdminTestApp;
beforeAll(async () => {
  app = await openAdmin();
});
afterAll(() => app.close());

/** All tokens and everything stored about them, and all passwords and PINs. */
async function everySecret(links: readonly string[]): Promise<string[]> {
  const sessions = await app.store.activeSessions();
  const phones = await app.db('hotdesk_phones').whereNotNull('link_token_id').pluck('link_token_id');
  const { userPassword, adminPassword } = await app.store.settings();
  return [
    ...SECRETS_OF_USERS,
    ...sessions.flatMap((session) => [session.tokenId, session.tokenNonce, String(session.loginTokenId)]),
    ...sessions.map((session) => sessionTokenOf({ tokenKey: TOKEN_KEY }, session).text),
    ...sessions.map(({ mac }) => app.pageToken(mac).text),
    ...phones,
    ...links.map((link) => /provision\/([^/]+)/.exec(link)?.[1] ?? link),
    String(userPassword),
    String(adminPassword),
    'password-of-users',
    'password-of-admins',
    'password-of-phones',
    ...PINS,
    KEY,
    ...(await app.store.keys()).map(({ hash }) => hash),
    ...(await app.db('hotdesk_pins')).map(({ hash }) => hash),
  ];
}

it('no answer contains a token, a hash, a SIP secret, a PIN or a password', async () => {
  const links: string[] = [];
  const rest = app.rest;
  await rest
    .patch('/api/v1/settings')
    .send({ userPassword: 'password-of-users', adminPassword: 'password-of-admins' })
    .expect(200);
  const settings = { phoneAdminPassword: 'password-of-phones' };
  const template = { brand: 'yealink', name: 'standard', settings };
  const { body: made } = await rest.post('/api/v1/templates').send(template).expect(201);
  const mapping = { extension: '1001', brand: 'yealink', templateId: made.id };
  const { body: mapped } = await rest.post('/api/v1/mappings').send(mapping).expect(201);
  links.push((await rest.post('/api/v1/phones').send({ brand: 'linphone' }).expect(201)).body.link);
  const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
  const token = app.pageToken(mac);
  const byPin = { mac, extension: '1001', password: PIN_OF_ALICE, via: 'internal' as const };
  await app.desk.logIn({ ...byPin, token, address: '127.0.0.21' });
  await app.desk.logIn({ ...byPin, password: 'wrong', token, address: '127.0.0.21' });
  const notified = await listenToEvents();
  const errors: string[] = [];
  const refused = async (answer: Promise<{ text: string; status: number }>) => {
    const { status, text } = await answer;
    expect(status).toBeGreaterThanOrEqual(400);
    errors.push(text);
  };
  const pinPath = '/api/v1/extensions/1001/hotdesk-pin';
  await rest.put(pinPath).send({ hotdeskPin: PINS[0], mustChangeHotdeskPin: true }).expect(200);
  await refused(rest.put(pinPath).send({ hotdeskPin: PINS[2] }));
  await refused(rest.put(pinPath).send({ hotdeskPin: PINS[3] }));
  await refused(rest.patch('/api/v1/settings').send({ userPassword: 'password-of-users\n' }));
  await refused(rest.put(pinPath).set('Content-Type', 'application/json').send(`{"hotdeskPin":"${PINS[0]}"`));
  const change = { mac, token, address: '127.0.0.21' };
  await app.desk.changePin({ ...change, oldPassword: String(PINS[2]), pin: String(PINS[1]) });
  expect(
    await app.desk.changePin({ ...change, oldPassword: String(PINS[0]), pin: String(PINS[1]) }),
  ).toMatchObject({
    extension: '1001',
  });
  const { body: key } = await rest
    .post('/api/v1/keys')
    .send({ name: 'wallboard', scopes: ['read'] })
    .expect(201);
  for (let attempt = 0; attempt < 4; attempt += 1)
    await app.desk.logIn({ ...byPin, password: 'wrong', token, address: '127.0.0.21' });
  const { body: sessions } = await rest.get('/api/v1/sessions').expect(200);

  const operations = allOperations(app.deps, createEventLog(1));
  const values: Record<string, string> = {
    '/api/v1/templates/{id}': made.id,
    '/api/v1/mappings/{id}': mapped.id,
    '/api/v1/sessions/{id}': sessions.items[0].id,
    '/api/v1/phones/{mac}': mac,
    '/api/v1/keys/{id}': key.id,
  };
  const gets = operations.filter(({ method, path }) => method === 'get' && path !== '/api/v1/events');
  const secrets = [...(await everySecret(links)), String(key.key)];
  expect(secrets.length).toBeGreaterThan(12);
  for (const { path } of gets) {
    const at = path === '/api/v1/preview' ? `${path}?extension=1001&mac=${mac}` : path;
    const answer = await rest.get(at.replace(/\{\w+\}/, () => String(values[path])));
    expect([at, answer.status]).toEqual([at, 200]);
    for (const secret of secrets) expect([at, answer.text.includes(secret)]).toEqual([at, false]);
  }
  expect(gets.length).toBeGreaterThan(14);
  const exported = await rest.get('/api/v1/audit').set('Accept', 'application/x-ndjson').buffer(true);
  await eventually(() => notified.text().includes('event: key-created'));
  const said = {
    audit: JSON.stringify(await app.db('hotdesk_audit')),
    exported: exported.text,
    events: notified.text(),
    errors: errors.join('\n'),
    logged: JSON.stringify(app.logged),
  };
  for (const [where, text] of Object.entries(said)) {
    for (const secret of secrets)
      expect([where, secret, text.includes(secret)]).toEqual([where, secret, false]);
  }
  expect(said.exported).toContain('hotdesk-pin-changed');
  expect(said.events).toContain('event: hotdesk-pin-changed');
  expect(errors).toHaveLength(4);
  notified.stop();
});

/** Collects the event stream from now on. */
async function listenToEvents(): Promise<{ text(): string; stop(): void }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { Authorization: `Bearer ${KEY}` };
    get({ host: '127.0.0.1', port: app.port, path: '/api/v1/events', headers, agent: false }, resolve).on(
      'error',
      reject,
    );
  });
  let text = '';
  response.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return { text: () => text, stop: () => response.destroy() };
}

it('no answer has a field with the name of a secret', () => {
  const document = openApiDocument(allOperations(app.deps, createEventLog(1)), '1');
  const schemas = document.components?.schemas ?? {};
  const fields = Object.entries(schemas).flatMap(([name, schema]) =>
    'properties' in schema && !/^(New|.*Change$)/.test(name) && name !== 'TemplateSettings'
      ? Object.keys(schema.properties ?? {})
      : [],
  );
  expect(fields.length).toBeGreaterThan(50);
  const suspects = fields.filter((field) => /token|secret|hash|pin$|password$/i.test(field));
  expect(suspects).toEqual(['requireToken', 'webhookSecretSet', 'hasHotdeskPin', 'mustChangeHotdeskPin']);
});
