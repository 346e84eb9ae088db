import { type HalfRequest, sendHalf, sendHalves } from '../support/half-request';
import { eventually } from '../test-app';
import { type AdminTestApp, KEY, openAdmin } from './support';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

const SOURCES = ['127.9.9.1', '127.9.9.2'];
const start = (key: string) =>
  `PATCH /api/v1/settings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\n` +
  'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{';

let app: AdminTestApp;
let held: HalfRequest[];
beforeEach(async () => {
  held = [];
  app = await openAdmin();
});
afterEach(async () => {
  for (const { socket } of held) socket.destroy();
  await app.close();
});

const isOpen = ({ socket }: HalfRequest) => !socket.destroyed;

test('bodies that never become whole stop neither monitoring nor the operations of others', async () => {
  const { body } = await app.rest.post('/api/v1/keys').send({ name: 'module', scopes: ['manage'] });
  held = await sendHalves(app.port, SOURCES, 32, start(body.key));
  for (const path of ['/healthz', '/readyz', '/metrics']) await app.anonymous.get(path).expect(200);
  await app.rest.get('/api/v1/settings').expect(200);
  await app.rest.patch('/api/v1/settings').send({ sipPort: 5_070 }).expect(200);
  expect(held.some(isOpen)).toBe(true);
});

test('a key has at most 16 bodies on their way, and the newest of them count', async () => {
  held = await sendHalves(app.port, SOURCES, 10, start(KEY));
  await eventually(() => held.filter(isOpen).length <= 16);
  const refused = held.filter((half) => !isOpen(half)).map(({ text }) => text().slice(0, 12));
  expect(refused).toEqual(Array(4).fill('HTTP/1.1 503'));
});

test('a body that does not arrive in time gets 408, and its connection is closed', async () => {
  const half = await sendHalf(app.port, '127.0.0.1', start(KEY));
  held = [half];
  expect(await half.untilCut).toMatch(/^HTTP\/1\.1 408 [\s\S]*"request-timeout"/);
});

describe('a key that is revoked while its body is on the way', () => {
  const withheld = JSON.stringify({ name: 'lasting', scopes: ['manage'] });
  const startOf = (key: string) =>
    `POST /api/v1/keys HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${withheld.length}\r\nConnection: close\r\n\r\n${withheld.slice(0, 5)}`;
  const keyNames = async () =>
    (await app.rest.get('/api/v1/keys')).body.items.map(({ name }: { name: string }) => name);

  test('makes no other key: the request gets 401, as one that begins later', async () => {
    const { body } = await app.rest.post('/api/v1/keys').send({ name: 'lost', scopes: ['manage'] });
    const half = await sendHalf(app.port, '127.0.0.1', startOf(body.key));
    held = [half];
    // Authorised, so that the request waits for nothing but its body.
    const used = async () =>
      (await app.rest.get('/api/v1/keys')).body.items.some(
        (key: { name: string; lastUsedAt: string | null }) => key.name === 'lost' && key.lastUsedAt !== null,
      );
    await eventually(used);
    await app.rest.delete(`/api/v1/keys/${body.id}`).expect(204);
    half.socket.write(withheld.slice(5));
    const answer = await half.untilCut;
    expect(await keyNames()).not.toContain('lasting');
    expect(answer).toMatch(/^HTTP\/1\.1 401 [\s\S]*WWW-Authenticate: Bearer[\s\S]*"unauthorized"/i);
    const audit = (await app.rest.get('/api/v1/audit')).body.items;
    expect(audit).toContainEqual(
      expect.objectContaining({ action: 'key-refused', details: { reason: 'wrong-key' } }),
    );
  });

  test('changes something as long as it is valid', async () => {
    const half = await sendHalf(app.port, '127.0.0.1', startOf(KEY));
    held = [half];
    half.socket.write(withheld.slice(5));
    expect(await half.untilCut).toMatch(/^HTTP\/1\.1 201 /);
    expect(await keyNames()).toContain('lasting');
  });
});
