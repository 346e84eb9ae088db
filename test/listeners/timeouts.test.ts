import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TlsFiles } from '../../src/config/tls';
import { openTestListener, type PemFolder, pemFolder, ROOT } from './support';

/** Slow machines must not fail the tests. */
jest.setTimeout(60_000);

const LISTENER_TIMEOUTS = { headers: 1_500, request: 3_000, check: 100 };
const MANY_HEADERS = 20_000;

let folder: PemFolder;
beforeAll(() => {
  folder = pemFolder();
});
afterAll(() => folder.remove());

interface ReceivedData {
  readonly socket: Socket;
  /** Everything received until the listener closed the connection. */
  readonly untilCut: Promise<string>;
}

function dial(port: number, isTls: boolean): ReceivedData {
  const socket = isTls
    ? connectTls({ host: '127.0.0.1', port, ca: ROOT.cert })
    : connect({ host: '127.0.0.1', port });
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  const untilCut = new Promise<string>((resolve) => {
    // A reset also ends the connection.
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
  return { socket, untilCut };
}

const LISTENERS: readonly (readonly [string, () => TlsFiles | null])[] = [
  ['HTTP', () => null],
  ['HTTPS', () => folder.files],
];

describe.each(LISTENERS)('the listener for %s', (_scheme, files) => {
  const open = () =>
    openTestListener(files(), (_request, response) => response.end('provisioned'), {
      timeouts: LISTENER_TIMEOUTS,
    });
  const ask = async (port: number) => {
    const { socket, untilCut } = dial(port, files() !== null);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    return untilCut;
  };

  test('disconnects a client that sends endless headers, and serves others meanwhile', async () => {
    const endpoint = await open();
    const slow = dial(endpoint.port, files() !== null);
    slow.socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => slow.socket.write('X-More: y\r\n'), 50);
    expect(await ask(endpoint.port)).toContain('provisioned');
    expect(await slow.untilCut).toContain('408 Request Timeout');
    clearInterval(drip);
    await endpoint.close();
  });

  test('disconnects a silent client', async () => {
    const endpoint = await open();
    await dial(endpoint.port, files() !== null).untilCut;
    await endpoint.close();
  });

  test('disconnects a client that never starts its protocol', async () => {
    const endpoint = await open();
    await dial(endpoint.port, false).untilCut;
    await endpoint.close();
  });

  test('answers headers of 20 kB with 431, and keeps working', async () => {
    const endpoint = await open();
    const { socket, untilCut } = dial(endpoint.port, files() !== null);
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'y'.repeat(MANY_HEADERS)}\r\n\r\n`);
    expect(await untilCut).toContain('431 Request Header Fields Too Large');
    expect(await ask(endpoint.port)).toContain('provisioned');
    await endpoint.close();
  });
});
