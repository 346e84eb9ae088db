import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createEventLog } from '../../src/admin/events/event-log';
import { authoriseRequest } from '../../src/admin/http/authorise';
import type { KeyRefusals } from '../../src/admin/http/key-refusals';
import { sendNdjson } from '../../src/admin/http/ndjson';
import { OpenResponses } from '../../src/admin/http/open-responses';
import type { KeyHolder } from '../../src/admin/http/scopes';
import { eventually } from '../test-app';
import { type AdminTestApp, openAdmin } from './support';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

const HOLDER: KeyHolder = { id: 'key-7', name: 'archive', scopes: ['read'] };
const NO_REFUSALS: KeyRefusals = {
  recordMissingKey: () => {},
  recordWrongKey: async () => {},
  recordSmallScope: async () => {},
};

/** More than all buffers between the service and a client hold. */
async function* endless(): AsyncIterable<object> {
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    yield { text: 'x'.repeat(20_000) };
  }
}

const open: IncomingMessage[] = [];
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const response of open.splice(0)) response.destroy();
  for (const close of closing.splice(0)) await close();
});

/** An export whose client reads nothing. `isCut` reads until the end of the connection. */
async function startExport(port: number, path: string, key: string, localAddress = '127.0.0.1') {
  const headers = { Authorization: `Bearer ${key}`, Accept: 'application/x-ndjson' };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers, localAddress, agent: false }, resolve).on('error', reject);
  });
  open.push(response);
  let isCut = false;
  response.on('error', () => {
    isCut = true;
  });
  return {
    status: response.statusCode,
    read: () => response.resume(),
    isCut: () => isCut,
    hangUp: () => response.destroy(),
  };
}

/** An export without an end, without the admin API around it. */
async function openEndless(
  authenticate: () => Promise<KeyHolder | null>,
  options: { readonly stallMs?: number; readonly checkKeyMs?: number },
): Promise<{ readonly port: number; readonly isEnded: () => boolean }> {
  let isEnded = false;
  const events = createEventLog(10);
  const exports = new OpenResponses({ events, mostPerKey: 2, checkKeyMs: options.checkKeyMs });
  const server = createServer(
    express()
      .use(authoriseRequest(authenticate, NO_REFUSALS))
      .get('/', (request, response) => {
        sendNdjson(request, response, endless(), exports, options.stallMs).catch(() => {
          isEnded = true;
        });
      }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, isEnded: () => isEnded };
}

describe('exports whose clients read nothing', () => {
  let app: AdminTestApp;
  beforeEach(async () => {
    app = await openAdmin({ change: ({ store }) => ({ store: { ...store, auditFromStart: endlessAudit } }) });
    closing.push(() => app.close());
  });

  const makeKey = async (name: string) =>
    (
      await app.rest
        .post('/api/v1/keys')
        .send({ name, scopes: ['read'] })
        .expect(201)
    ).body;
  const start = (key: string, from?: string) => startExport(app.port, '/api/v1/audit', key, from);

  test('are two for a key, and hold up nobody else', async () => {
    const [archive, other] = [await makeKey('archive'), await makeKey('other')];
    const sources = Array.from({ length: 64 }, (_, index) => `127.9.9.${1 + (index % 2)}`);
    const started = await Promise.all(sources.map((source) => start(archive.key, source)));
    const statuses = started.map(({ status }) => status);
    expect([statuses.filter((status) => status === 200).length, new Set(statuses)]).toEqual([
      2,
      new Set([200, 429]),
    ]);
    await app.anonymous.get('/healthz').expect(200);
    await app.rest.get('/api/v1/settings').expect(200);
    expect((await start(other.key)).status).toBe(200);
    started.find(({ status }) => status === 200)?.hangUp();
    await eventually(async () => (await start(archive.key)).status === 200);
  });

  test('are cut when the key is revoked, and their rest cannot be read', async () => {
    const { id, key } = await makeKey('archive');
    const { read, isCut } = await start(key);
    await app.rest.delete(`/api/v1/keys/${id}`).expect(204);
    read();
    await eventually(isCut);
  });
});

/** A part of an audit that never ends. */
async function endlessAudit() {
  return Array.from({ length: 500 }, (_, index) => ({
    id: index + 1,
    at: 0,
    actor: 'system',
    action: 'test',
    mac: null,
    extension: null,
    address: null,
    details: { text: 'x'.repeat(2_000) },
  }));
}

describe('an export', () => {
  test('is cut soon after another instance revoked its key', async () => {
    let holder: KeyHolder | null = HOLDER;
    const { port } = await openEndless(async () => holder, { checkKeyMs: 20 });
    const { read, isCut } = await startExport(port, '/', 'x');
    holder = null;
    await eventually(async () => (await startExport(port, '/', 'x')).status === 401);
    read();
    await eventually(isCut);
  });

  test('is cut when its client reads nothing for a while', async () => {
    const { port, isEnded } = await openEndless(async () => HOLDER, { stallMs: 1_000 });
    const { read, isCut } = await startExport(port, '/', 'x');
    await eventually(isEnded);
    read();
    await eventually(isCut);
  });
});
