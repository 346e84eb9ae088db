import { sendEndlessly } from '../../support/endless-request';
import { openTestApp, type TestApp } from '../../test-app';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

const PATH = '/provision/cfg005058000001.xml';

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
});
afterEach(() => app.close());

describe('bodies at the phone server', () => {
  test.each([
    ['POST', 'Content-Length: 1000000000'],
    ['PUT', 'Content-Length: 1000000000'],
    ['GET', 'Content-Length: 1000000000'],
    ['POST', 'Transfer-Encoding: chunked'],
    ['GET', 'Transfer-Encoding: chunked'],
  ])('a %s with %s gets 413 and is cut before it ends', async (method, header) => {
    const text = await sendEndlessly(app.port, `${method} ${PATH} HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('an empty one is none', async () => {
    expect((await app.get(PATH, '127.0.0.1', { 'Content-Length': '0' })).status).toBe(200);
  });

  test('a POST without one finds nothing', async () => {
    expect((await app.get(PATH, '127.0.0.1', { 'Content-Length': '0' }, 'POST')).status).toBe(404);
  });
});
