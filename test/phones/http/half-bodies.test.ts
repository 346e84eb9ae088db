import { type HalfRequest, sendHalf, sendHalves } from '../../support/half-request';
import { eventually, openTestApp, type TestApp } from '../../test-app';
import { FILE, S500 } from '../phone-server-support';
import { message, PATH as PROTOCOL_PATH, say } from '../provisioning/protocols/support';

/** Inside and outside the internal networks of these tests. */
const PHONE = '127.0.0.1';
const INSIDE = ['127.0.0.51', '127.0.0.52'];
const OUTSIDE = Array.from({ length: 8 }, (_, index) => `127.9.9.${index + 1}`);
/** More than all places of bodies. */
const CROWD = Array.from({ length: 300 }, (_, index) => `127.9.${8 - (index % 2)}.${(index >> 1) + 1}`);

const MESSAGE = `POST ${PROTOCOL_PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 60000\r\n\r\n<`;
const UPLOAD = 'PUT /provision/0004f2000001-app.log HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nline';
/** A busy machine is no failure. */
jest.setTimeout(60_000);

const CHUNKED = `POST ${PROTOCOL_PATH} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<a`;

let app: TestApp;
let held: HalfRequest[];
beforeEach(async () => {
  held = [];
  app = await openTestApp({ internalNetworks: ['127.0.0.0/16'] });
  await app.get(FILE, PHONE, S500);
});
afterEach(async () => {
  for (const { socket } of held) socket.destroy();
  await app.close();
});

const isOpen = ({ socket }: HalfRequest) => !socket.destroyed;

describe('bodies that never become whole keep no phone from its config', () => {
  test.each([
    ['messages, from outside', MESSAGE, OUTSIDE, 16],
    ['messages, from inside', MESSAGE, INSIDE, 64],
    ['chunked messages', CHUNKED, OUTSIDE, 16],
    ['uploads, from outside', UPLOAD, OUTSIDE, 16],
    ['uploads, from inside', UPLOAD, INSIDE, 64],
  ])('%s', async (_title, start, sources, times) => {
    held = await sendHalves(app.port, sources, times, start);
    const { status } = await app.get(FILE, PHONE, S500);
    expect(status).toBe(200);
    expect(held.some(isOpen)).toBe(true);
  });

  test('nor from a protocol that sends its own bodies', async () => {
    held = await sendHalves(app.port, CROWD, 1, MESSAGE);
    expect((await say(app, message())).status).toBe(200);
  });
});

test('a source outside has at most four bodies on their way, and the newest of them count', async () => {
  held = await sendHalves(app.port, OUTSIDE.slice(0, 1), 10, MESSAGE);
  await eventually(() => held.filter(isOpen).length <= 4);
  const refused = held.filter((half) => !isOpen(half)).map(({ text }) => text().slice(0, 12));
  expect(refused).toEqual(Array(6).fill('HTTP/1.1 503'));
});

test('a message that does not arrive in time gets 408, and its connection is closed', async () => {
  const half = await sendHalf(app.port, PHONE, MESSAGE);
  held = [half];
  expect(await half.untilCut).toMatch(/^HTTP\/1\.1 408 /);
});

test('a message that arrives piece by piece is read', async () => {
  const body = message();
  const head = `POST ${PROTOCOL_PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  const half = await sendHalf(app.port, PHONE, head + body.slice(0, 100));
  held = [half];
  await new Promise((resolve) => setTimeout(resolve, 100));
  half.socket.write(body.slice(100));
  expect(await half.untilCut).toMatch(/^HTTP\/1\.1 200 /);
});
