import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPhoneCaller } from '../../../src/phones/http/call-phone';

const HOST = '127.0.0.77';

let server: Server;
let heard: { request: IncomingMessage; body: string }[];
let logged: string[];
/** What the phone answers; null: nothing, ever. */
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

const caller = (timeoutMs?: number) =>
  createPhoneCaller({ debug: () => {}, info: (_fields, message) => logged.push(message) }, timeoutMs);
const call = () => ({
  port: (server.address() as AddressInfo).port,
  path: '/contact_dls.html/ContactDLS',
  body: 'ContactMe=true',
});

test('a phone is asked once, in the form that it knows', async () => {
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

test.each([302, 404, 500])('one that answers %i did not take it, and is not followed', async (answer) => {
  status = answer;
  expect(await caller().call(HOST, call())).toBe(false);
  expect(heard).toHaveLength(1);
  expect(logged).toEqual(['a phone did not take a call']);
});

test('one that says nothing is not waited for', async () => {
  status = null;
  expect(await caller(50).call(HOST, call())).toBe(false);
  expect(logged).toEqual(['a phone could not be called']);
});

test('one that is off is no fault', async () => {
  expect(await caller().call('127.0.0.78', call())).toBe(false);
  expect(logged).toEqual(['a phone could not be called']);
});

test.each(['unknown', 'localhost', '', '127.0.0.77:80'])('%j is no address of a phone', async (address) => {
  expect(await caller().call(address, call())).toBe(false);
  expect([heard, logged]).toEqual([[], []]);
});
