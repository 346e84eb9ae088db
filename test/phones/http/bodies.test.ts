import { connect } from 'node:net';
import { eventually, openTestApp, type TestApp } from '../../test-app';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

const PATH = '/provision/cfg005058000001.xml';

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
});
afterEach(() => app.close());

/** Sends this and then endless bytes; returns what the server sends until it closes the connection. */
async function pour(head: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: app.port });
  let text = '';
  let isCut = false;
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    isCut = true;
  });
  socket.write(head);
  const more = setInterval(() => {
    socket.write('f\r\n123456789abcdef\r\n');
  }, 5);
  await eventually(() => isCut);
  clearInterval(more);
  return text;
}

describe('bodies at the phone server', () => {
  test.each([
    ['POST', 'Content-Length: 1000000000'],
    ['PUT', 'Content-Length: 1000000000'],
    ['GET', 'Content-Length: 1000000000'],
    ['POST', 'Transfer-Encoding: chunked'],
    ['GET', 'Transfer-Encoding: chunked'],
  ])('a %s with %s gets 413 and is cut before it ends', async (method, header) => {
    const text = await pour(`${method} ${PATH} HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('an empty one is none', async () => {
    expect((await app.get(PATH, '127.0.0.1', { 'Content-Length': '0' })).status).toBe(200);
  });

  test('a POST without one finds nothing', async () => {
    expect((await app.get(PATH, '127.0.0.1', { 'Content-Length': '0' }, 'POST')).status).toBe(404);
  });
});
