import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { MAX_UNANSWERED } from '../../src/listeners/limit-pipelining';
import { eventually } from '../test-app';
import { openTestListener, type PemFolder, pemFolder, ROOT, type TestListener } from './support';

/** As many as fit into what Node reads at once, or into one TLS record. */
const MANY = 500;
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

let folder: PemFolder;
let listener: TestListener;
let sockets: Socket[];
/** The responses of the requests that reached the handler. */
let reached: ServerResponse[];
let answer: (response: ServerResponse) => void;

beforeAll(() => {
  folder = pemFolder();
});
afterAll(() => folder.remove());

const handler: RequestListener = (_request, response) => {
  reached.push(response);
  answer(response);
};
const atOnce = (response: ServerResponse) => void response.end('provisioned');
const never = () => undefined;

const open = (tls: boolean) =>
  beforeEach(async () => {
    [sockets, reached, answer] = [[], [], atOnce];
    listener = await openTestListener(tls ? folder.files : null, handler);
  });
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await listener.close();
});

interface Client {
  readonly socket: Socket;
  readonly received: () => string;
}

async function client(tls: boolean): Promise<Client> {
  const to = { host: '127.0.0.1', port: listener.port };
  const socket = tls
    ? connectTls({ ...to, ca: ROOT.cert, checkServerIdentity: () => undefined })
    : connect(to);
  sockets.push(socket);
  let text = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    text += String(chunk);
  });
  await once(socket, tls ? 'secureConnect' : 'connect');
  return { socket, received: () => text };
}

const answersIn = (text: string, status = 200) => text.split(`HTTP/1.1 ${status}`).length - 1;

async function closed({ socket }: Client): Promise<void> {
  // A reset closes it, too.
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

/** Sends many requests at once, and waits until the connection is closed, or until too many reached the handler. */
async function floodWith(tls: boolean, request: string): Promise<Client> {
  const flood = await client(tls);
  flood.socket.write(request.repeat(MANY));
  await eventually(() => flood.socket.closed || reached.length > MAX_UNANSWERED);
  return flood;
}

describe.each([
  ['HTTP', false],
  ['HTTPS', true],
])('%s', (_title, tls) => {
  open(tls);

  test.each([
    ['GET', GET],
    ['HEAD', GET.replace('GET', 'HEAD')],
    ['Expect: 100-continue', GET.replace('Host', 'Expect: 100-continue\r\nHost')],
  ])(
    'of many requests at once, only the first few reach the app, and the connection is closed: %s',
    async (_name, request) => {
      const flood = await floodWith(tls, request);
      expect([reached.length, flood.socket.closed]).toEqual([MAX_UNANSWERED, true]);
      const phone = await client(tls);
      phone.socket.write(GET);
      await eventually(() => answersIn(phone.received()) === 1);
    },
  );

  test('the same while no request is answered', async () => {
    answer = never;
    const parsed: unknown[] = [];
    const count = (message: unknown) => parsed.push(message);
    subscribe('http.server.request.start', count);
    await floodWith(tls, GET);
    unsubscribe('http.server.request.start', count);
    expect(reached).toHaveLength(MAX_UNANSWERED);
    // The first one too many is the last one that is parsed.
    expect(parsed).toHaveLength(MAX_UNANSWERED + 1);
  });

  test('a client that waits for each answer may send any number over one connection', async () => {
    const phone = await client(tls);
    for (let number = 1; number <= 3 * MAX_UNANSWERED; number += 1) {
      phone.socket.write(GET);
      await eventually(() => answersIn(phone.received()) === number);
    }
    expect(phone.socket.closed).toBe(false);
  });

  test('a few requests at once are answered, again and again', async () => {
    const phone = await client(tls);
    for (let round = 1; round <= 3; round += 1) {
      phone.socket.write(GET.repeat(MAX_UNANSWERED));
      await eventually(() => answersIn(phone.received()) === round * MAX_UNANSWERED);
    }
  });
});

describe('what Node would refuse by itself', () => {
  open(false);

  test('an unknown expectation is refused, and many at once close the connection', async () => {
    const request = GET.replace('Host', 'Expect: tea\r\nHost');
    const one = await client(false);
    one.socket.write(request);
    await eventually(() => answersIn(one.received(), 417) === 1);
    const flood = await client(false);
    flood.socket.write(request.repeat(MANY));
    await eventually(() => flood.socket.closed || answersIn(flood.received(), 417) > MAX_UNANSWERED);
    expect(answersIn(flood.received(), 417)).toBeLessThanOrEqual(MAX_UNANSWERED);
    expect(reached).toHaveLength(0);
  });

  test('HTTP/1.1 without a host is refused, and HTTP/1.0 needs none', async () => {
    const one = await client(false);
    one.socket.write('GET / HTTP/1.1\r\n\r\n');
    await closed(one);
    expect([answersIn(one.received(), 400), reached.length]).toEqual([1, 0]);
    const old = await client(false);
    old.socket.write('GET / HTTP/1.0\r\n\r\n');
    await closed(old);
    expect(old.received()).toContain('provisioned');
  });

  test('what follows an Upgrade never reaches the app', async () => {
    const flood = await client(false);
    flood.socket.write(GET.replace('Host', 'Connection: Upgrade\r\nUpgrade: x\r\nHost').repeat(MANY));
    await eventually(() => answersIn(flood.received()) > 0);
    expect(reached.length).toBeLessThanOrEqual(MAX_UNANSWERED);
  });

  test('CONNECT closes the connection', async () => {
    const flood = await client(false);
    flood.socket.write('CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(MANY));
    await closed(flood);
    expect(reached).toHaveLength(0);
  });
});

describe('a connection that closes', () => {
  open(false);

  test('closes the responses of all its requests, so that nothing is kept of them', async () => {
    answer = never;
    const phone = await client(false);
    phone.socket.write(GET.repeat(3));
    await eventually(() => reached.length === 3);
    const closings = reached.map((response) => once(response, 'close'));
    phone.socket.destroy();
    await Promise.all(closings);
  });
});
