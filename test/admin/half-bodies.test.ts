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
