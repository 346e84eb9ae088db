import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type NetConnectOpts, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type LingerLimits, lingerOnClose } from '../../src/lib/linger';
import { makeCertificate } from '../support/certificates';
import { eventually } from '../test-app';

const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n';
/** Limits that no test reaches. */
const FAR: LingerLimits = { bytes: 1_000_000, milliseconds: 60_000 };

let server: Server | null = null;
const clients: Socket[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  server?.closeAllConnections();
  server?.close();
});

/** A server that answers each request before it has read its body. */
async function openServer(limits: LingerLimits, isTls = false) {
  const linger = lingerOnClose(limits);
  const seen = { requests: 0, answered: 0, closed: 0 };
  const refuse: RequestListener = (request, response) => {
    seen.requests += 1;
    response.on('close', () => {
      seen.answered += 1;
    });
    linger(request, response, () => response.writeHead(413, { Connection: 'close' }).end('too large'));
  };
  server = isTls ? createTlsServer(makeCertificate({ names: ['x'] }), refuse) : createServer(refuse);
  server.on('connection', (socket: Socket) =>
    socket.on('close', () => {
      seen.closed += 1;
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { seen, port: (server.address() as AddressInfo).port };
}

/** A client that reads nothing for now. A reset shows as an error of its next write, which ends the connection. */
function openClient(port: number, options: Partial<NetConnectOpts> = {}, isTls = false): Socket {
  const to = { port, host: '127.0.0.1', ...options };
  const socket = isTls ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to);
  clients.push(socket.on('error', () => {}));
  return socket;
}

/** Waits until the kernel has the bytes, and a little for what the other side does about them. */
async function send(socket: Socket, bytes: string): Promise<void> {
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1').on('data', (part) => {
    text += part;
  });
  if (!socket.closed) await once(socket, 'close');
  return text;
}

describe('a request that is answered before it was read', () => {
  test.each([
    ['HTTP', false],
    ['HTTPS', true],
  ])('gets its answer by %s where the client sends on before it reads', async (_protocol, isTls) => {
    const { seen, port } = await openServer(FAR, isTls);
    const socket = openClient(port, {}, isTls);
    await send(socket, HEAD);
    await eventually(() => seen.answered === 1);
    for (let part = 0; part < 4; part += 1) await send(socket, 'x'.repeat(10_000));
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 413 .*too large/s);
    await eventually(() => seen.closed === 1);
  });

  test('is the last one of its connection', async () => {
    const { seen, port } = await openServer(FAR);
    const socket = openClient(port);
    await send(socket, HEAD.replace('1000000', '10'));
    await eventually(() => seen.answered === 1);
    await send(socket, `0123456789${HEAD}`);
    await readAll(socket);
    expect(seen.requests).toBe(1);
  });

  test('is cut when the client never closes its half', async () => {
    const { seen, port } = await openServer({ ...FAR, milliseconds: 50 });
    await send(openClient(port, { allowHalfOpen: true }), HEAD);
    await eventually(() => seen.closed === 1);
  });

  test('is cut when the client sends on without an end', async () => {
    const { seen, port } = await openServer({ ...FAR, bytes: 50_000 });
    const socket = openClient(port, { allowHalfOpen: true });
    await send(socket, HEAD);
    await eventually(() => seen.answered === 1);
    for (let part = 0; part < 6; part += 1) socket.write('x'.repeat(10_000));
    await eventually(() => seen.closed === 1);
  });
});

test('the connection of a request that was read whole is closed with the answer', async () => {
  const { seen, port } = await openServer(FAR);
  await send(openClient(port, { allowHalfOpen: true }), 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await eventually(() => seen.closed === 1);
});
