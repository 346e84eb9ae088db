import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { TlsFiles } from '../../src/config/tls';
import { drainAll } from '../../src/listeners/drain';
import { openTestListener, type PemFolder, pemFolder, ROOT } from './support';

/** Slow machines must not fail the tests. */
jest.setTimeout(60_000);
const LONG_MS = 30_000;

let folder: PemFolder;
beforeAll(() => {
  folder = pemFolder();
});
afterAll(() => folder.remove());

const SCHEMES: readonly (readonly [string, () => TlsFiles | null])[] = [
  ['HTTP', () => null],
  ['HTTPS', () => folder.files],
];

describe.each(SCHEMES)('a stop of a listener for %s', (scheme, files) => {
  /** Starts an answer and ends it when the test allows it. */
  async function openSlow() {
    let letEnd = (): void => undefined;
    const mayEnd = new Promise<void>((resolve) => {
      letEnd = resolve;
    });
    const handler: RequestListener = (_request, response) => {
      response.write('first half, ');
      mayEnd.then(() => response.end('second half'));
    };
    return { endpoint: await openTestListener(files(), handler), letEnd };
  }

  async function ask(port: number): Promise<IncomingMessage> {
    const send = scheme === 'HTTP' ? httpRequest : httpsRequest;
    const request = send({
      host: '127.0.0.1',
      port,
      ca: ROOT.cert,
      agent: false,
      headers: { Connection: 'keep-alive' },
    });
    request.end();
    const [response]: IncomingMessage[] = await once(request, 'response');
    if (!response) throw new Error('no response');
    return response;
  }

  async function textOf(response: IncomingMessage): Promise<string> {
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return text;
  }

  test('completes running requests, and accepts no new ones meanwhile', async () => {
    const { endpoint, letEnd } = await openSlow();
    const response = await ask(endpoint.port);
    const drained = endpoint.drain(LONG_MS);
    await expect(ask(endpoint.port)).rejects.toThrow('ECONNREFUSED');
    letEnd();
    expect(await textOf(response)).toBe('first half, second half');
    await drained;
  });

  test('cuts requests that do not end in time', async () => {
    const { endpoint } = await openSlow();
    const response = await ask(endpoint.port);
    await endpoint.drain(100);
    await expect(textOf(response)).rejects.toThrow();
  });

  test('cuts a silent connection', async () => {
    const { endpoint } = await openSlow();
    const socket = connect({ host: '127.0.0.1', port: endpoint.port });
    await once(socket, 'connect');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await endpoint.drain(100);
    await closed;
  });

  test('can be repeated without harm', async () => {
    const { endpoint, letEnd } = await openSlow();
    const response = await ask(endpoint.port);
    const drained = [endpoint.drain(LONG_MS), endpoint.drain(LONG_MS)];
    letEnd();
    expect(await textOf(response)).toBe('first half, second half');
    await Promise.all(drained);
  });
});

test('all listeners stop accepting before the first of them has drained', async () => {
  const done: string[] = [];
  let end = (): void => undefined;
  const slow = {
    drain: () =>
      new Promise<void>((resolve) => {
        done.push('slow stops accepting');
        end = resolve;
      }),
    cut: () => end(),
  };
  const other = {
    async drain() {
      done.push('other stops accepting');
    },
    cut: () => undefined,
  };
  await drainAll([slow, other], 20);
  expect(done).toEqual(['slow stops accepting', 'other stops accepting']);
});
