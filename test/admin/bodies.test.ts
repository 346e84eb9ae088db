import { connect } from 'node:net';
import { sendEndlessly } from '../support/endless-request';
import { type AdminTestApp, KEY, openAdmin } from './support';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

let app: AdminTestApp;
beforeAll(async () => {
  app = await openAdmin();
});
afterAll(() => app.close());

const AUTHORIZATION: readonly (readonly [string, string])[] = [
  ['no key', ''],
  ['a wrong key', 'Authorization: Bearer hd_wrong\r\n'],
  ['the right key', `Authorization: Bearer ${KEY}\r\n`],
];

describe.each(AUTHORIZATION)('with %s', (_name, authorization) => {
  test.each([
    ['PATCH /api/v1/settings', 'Content-Type: application/json\r\nContent-Length: 1000000000'],
    ['PATCH /api/v1/settings', 'Content-Type: text/plain\r\nTransfer-Encoding: chunked'],
    ['GET /api/v1/settings', 'Content-Length: 1000000000'],
    ['GET /healthz', 'Transfer-Encoding: chunked'],
    ['POST /nowhere', 'Transfer-Encoding: chunked'],
    ['POST /', 'Content-Length: 1000000000'],
  ])('a body without an end is cut: %s, %s', async (request, headers) => {
    const text = await sendEndlessly(
      app.port,
      `${request} HTTP/1.1\r\nHost: x\r\n${authorization}${headers}\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 [24]\d\d /);
  });
});

test('a body of more than 256 kB gets 413 before its key is checked', async () => {
  const answer = await app.anonymous
    .patch('/api/v1/settings')
    .set('Content-Type', 'application/json')
    .send(`"${'x'.repeat(262_144)}"`);
  expect([answer.status, answer.body.code]).toEqual([413, 'too-large']);
});

test('a chunked body with the right key is read', async () => {
  const body = '{"timezone":"UTC"}';
  const head = `PATCH /api/v1/settings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/json\r\n`;
  const chunk = `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  const socket = connect({ host: '127.0.0.1', port: app.port });
  const [answer] = await Promise.all([
    new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString()))),
    new Promise((resolve) => socket.once('close', resolve)),
    socket.write(head + chunk),
  ]);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
});
