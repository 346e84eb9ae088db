import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, Socket } from 'node:net';
import { limitConnections } from '../../src/listeners/limit-connections';
import { eventually } from '../test-app';
import { openTestListener, type TestListener } from './support';

const LIMITS = { all: 6, perSource: 4 };
const PROXY = '127.0.0.90';

let listener: TestListener;
let sockets: Socket[];
beforeEach(async () => {
  sockets = [];
  listener = await openTestListener(null, (_request, response) => response.end('provisioned'), {
    connections: LIMITS,
    trustedProxies: [`${PROXY}/32`],
  });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await listener.close();
});

/** Opens connections from an address that send nothing. */
async function hold(from: string, number: number): Promise<Socket[]> {
  const opened = Array.from({ length: number }, () =>
    connect({ host: '127.0.0.1', port: listener.port, localAddress: from }),
  );
  sockets.push(...opened);
  for (const socket of opened) {
    socket.on('error', () => undefined);
    socket.resume();
    if (socket.connecting) await once(socket, 'connect');
  }
  return opened;
}

/** Whether a request from this address is answered. */
async function isServed(from: string): Promise<boolean> {
  const [socket] = await hold(from, 1);
  if (!socket) throw new Error('no socket');
  let text = '';
  socket.on('data', (chunk) => {
    text += String(chunk);
  });
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  // A reset closes it, too.
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return text.includes('provisioned');
}

const openOf = (held: readonly Socket[]) => held.filter((socket) => !socket.closed).length;

test('a source with too many connections loses its oldest for a new one, and others are served', async () => {
  const held = await hold('127.0.0.91', LIMITS.perSource);
  expect(await isServed('127.0.0.91')).toBe(true);
  await eventually(() => openOf(held) === LIMITS.perSource - 1);
  expect(held[0]?.closed).toBe(true);
  expect(await isServed('127.0.0.92')).toBe(true);
  expect(openOf(held)).toBe(LIMITS.perSource - 1);
});

test('of an IPv6 network, the address with most connections loses its oldest, and the others none', () => {
  const server = createServer();
  limitConnections(server, () => false, LIMITS);
  const connectFrom = (remoteAddress: string): Socket => {
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
    server.emit('connection', socket);
    return socket;
  };
  const phone = connectFrom('2001:db8::7');
  const held = Array.from({ length: 3 }, () => connectFrom('2001:db8::bad'));
  const later = Array.from({ length: 2 }, () => connectFrom('2001:db8::8'));
  const isClosed = (socket: Socket) => socket.destroyed;
  expect(held.map(isClosed)).toEqual([true, true, false]);
  expect([phone, ...later].map(isClosed)).toEqual([false, false, false]);
  for (const socket of [phone, ...held, ...later]) socket.destroy();
});

test('a proxy that leaves takes nothing from the count of its IPv6 network', () => {
  const server = createServer();
  limitConnections(server, (address) => address === '2001:db8::1', LIMITS);
  const connectFrom = (remoteAddress: string): Socket => {
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
    server.emit('connection', socket);
    return socket;
  };
  const proxy = connectFrom('2001:db8::1');
  const held = Array.from({ length: LIMITS.perSource }, () => connectFrom('2001:db8::bad'));
  proxy.emit('close');
  held.push(connectFrom('2001:db8::bad'));
  expect(held.filter((socket) => socket.destroyed)).toHaveLength(1);
  for (const socket of [proxy, ...held]) socket.destroy();
});

test('when all are taken, the source with most loses its oldest, so that a phone is served', async () => {
  const [most, few] = [await hold('127.0.0.91', 4), await hold('127.0.0.92', 2)];
  expect(await isServed('127.0.0.93')).toBe(true);
  await eventually(() => openOf(most) === 3);
  expect([most[0]?.closed, openOf(few)]).toEqual([true, 2]);
});

test('the connections of a trusted proxy have no limit of their own, and are not closed for others', async () => {
  const held = await hold(PROXY, 5);
  await hold('127.0.0.91', 1);
  expect(await isServed('127.0.0.92')).toBe(true);
  expect(openOf(held)).toBe(5);
});
