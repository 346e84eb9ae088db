import type { RequestListener } from 'node:http';
import { connect as connectTls } from 'node:tls';
import type { TlsFiles } from '../../src/config/tls';
import { type HalfRequest, sendHalf } from '../support/half-request';
import { openTestListener, type PemFolder, pemFolder, ROOT, type TestListener } from './support';

/** Slow machines must not fail the tests. */
jest.setTimeout(60_000);
/** A stop that waits for this long has waited for a client. */
const FOREVER_MS = 600_000;

/** The listener itself would end none of these in time. */
const PATIENT = { timeouts: { headers: FOREVER_MS, request: FOREVER_MS, check: 1_000 } };

const HALF_BODY = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n<';
const HALF_CHUNK = 'PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<a';
const HALF_HEADERS = 'GET / HTTP/1.1\r\nHost: x\r\n';

let folder: PemFolder;
let endpoint: TestListener;
beforeAll(() => {
  folder = pemFolder();
});
afterEach(() => endpoint.close());
afterAll(() => folder.remove());

/** Reads a body as an application does. */
const reading: RequestListener = (request, response) => {
  // A request that is cut ends with an error.
  request.on('error', () => undefined);
  request.on('end', () => response.end('done'));
  request.resume();
};

async function sendHalfSecurely(port: number, start: string): Promise<Pick<HalfRequest, 'untilCut'>> {
  const socket = connectTls({ host: '127.0.0.1', port, ca: ROOT.cert });
  socket.on('error', () => undefined);
  const untilCut = new Promise<string>((resolve) => socket.on('close', () => resolve('')));
  await new Promise<void>((sent) => socket.write(start, () => sent()));
  return { untilCut };
}

const plainly = (port: number, start: string) => sendHalf(port, '127.0.0.1', start);

describe('a stop does not wait for', () => {
  test.each<[string, () => TlsFiles | null, (port: number) => Promise<Pick<HalfRequest, 'untilCut'>>]>([
    ['half a body', () => null, (port) => plainly(port, HALF_BODY)],
    ['half a body over HTTPS', () => folder.files, (port) => sendHalfSecurely(port, HALF_BODY)],
    ['half a chunk', () => null, (port) => plainly(port, HALF_CHUNK)],
    ['half the headers', () => null, (port) => plainly(port, HALF_HEADERS)],
    ['half the headers over HTTPS', () => folder.files, (port) => sendHalfSecurely(port, HALF_HEADERS)],
    ['a silent client', () => null, (port) => plainly(port, '')],
    ['a TLS handshake', () => folder.files, (port) => plainly(port, '\x16\x03\x01')],
  ])('%s', async (_title, files, send) => {
    endpoint = await openTestListener(files(), reading, PATIENT);
    const { untilCut } = await send(endpoint.port);
    await endpoint.drain(FOREVER_MS);
    await untilCut;
  });
});

test('a stop waits for a body that is on its way', async () => {
  endpoint = await openTestListener(null, reading, PATIENT);
  const half = await plainly(endpoint.port, HALF_BODY);
  const drained = endpoint.drain(FOREVER_MS);
  half.socket.write('x'.repeat(999));
  expect(await half.untilCut).toMatch(/^HTTP\/1\.1 200 [\s\S]*done/);
  await drained;
});
