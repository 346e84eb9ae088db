import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPhoneCaller } from '../../../src/phones/http/call-phone';

const HOST = '127.0.0.77';

let server: Server;
let heard: { request: IncomingMessage; body: string }[];
let logged: object[];
/** The status of the phone's answer; null: no answer. */
let status: number | null;

beforeEach(async () => {
  [heard, logged, status] = [[], [], 204];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ request, body: Buffer.concat(chunks).toString() });
      if (status !== null) response.writeHead(status, { Location: 'http://127.0.0.1/' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const caller = (timeoutMs = 5_000, ownPorts: readonly number[] = []) =>
  createPhoneCaller({
    ownPorts: () => ownPorts,
    log: { debug: () => {}, info: (fields) => logged.push(fields) },
    timeoutMs,
  });
const call = () => ({
  port: (server.address() as AddressInfo).port,
  path: '/contact_dls.html/ContactDLS',
  body: 'ContactMe=true',
});

test('a phone gets one request, with the path and body of its brand', async () => {
  expect(await caller().call(HOST, call())).toBe(true);
  expect(heard).toHaveLength(1);
  const [{ request, body } = { request: null, body: '' }] = heard;
  expect([request?.method, request?.url, body]).toEqual([
    'POST',
    '/contact_dls.html/ContactDLS',
    'ContactMe=true',
  ]);
  expect(request?.headers).toMatchObject({
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': '14',
    connection: 'close',
  });
  expect(logged).toEqual([]);
});

test.each([302, 404, 500])('an answer %i is a refusal, and a redirect is not followed', async (answer) => {
  status = answer;
  expect(await caller().call(HOST, call())).toBe(false);
  expect(heard).toHaveLength(1);
  expect(logged).toMatchObject([{ event: 'phone.http-call-refused', status: answer }]);
});

test('a phone that does not answer is given up after a timeout', async () => {
  status = null;
  expect(await caller(50).call(HOST, call())).toBe(false);
  expect(logged).toMatchObject([{ event: 'phone.http-call-failed' }]);
});

test('a phone that is off is not an error', async () => {
  expect(await caller().call('127.0.0.78', call())).toBe(false);
  expect(logged).toMatchObject([{ event: 'phone.http-call-failed' }]);
});

test.each(['unknown', 'localhost', '', '127.0.0.77:80'])(
  '%j is not an IP address and is not called',
  async (address) => {
    expect(await caller().call(address, call())).toBe(false);
    expect([heard, logged]).toEqual([[], []]);
  },
);

test('a port of the service itself is not called, by any address of this machine', async () => {
  const { port } = call();
  for (const address of [HOST, '127.0.0.1', '::1', '::ffff:127.0.0.77'])
    expect(await caller(5_000, [port]).call(address, call())).toBe(false);
  expect(heard).toHaveLength(0);
  expect(logged).toEqual(Array(4).fill(expect.objectContaining({ event: 'phone.http-call-forbidden' })));
});

test.each([
  '169.254.169.254',
  '::ffff:169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  'fe80::1',
  '0.0.0.0',
  '224.0.0.1',
])('%s is no phone and is not called', async (address) => {
  expect(await caller(50).call(address, call())).toBe(false);
  expect([heard, logged]).toEqual([[], [{ event: 'phone.http-call-forbidden', address }]]);
});
