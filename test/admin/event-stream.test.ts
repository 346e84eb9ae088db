import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import express from 'express';
import { createEventLog } from '../../src/admin/events/event-log';
import { eventStreamOperation } from '../../src/admin/events/event-stream';
import { authoriseRequest } from '../../src/admin/http/authorise';
import type { KeyRefusals } from '../../src/admin/http/key-refusals';
import { OpenResponses } from '../../src/admin/http/open-responses';
import type { KeyHolder } from '../../src/admin/http/scopes';
import { eventually } from '../test-app';
import { type AdminTestApp, KEY, openAdmin } from './support';

let app: AdminTestApp;
let closing: AbortController;
const open: IncomingMessage[] = [];
const servers: Server[] = [];
beforeEach(async () => {
  closing = new AbortController();
  app = await openAdmin({ change: () => ({ signal: closing.signal }) });
});
afterEach(async () => {
  for (const response of open.splice(0)) response.destroy();
  for (const server of servers.splice(0)) server.close();
  await app.close();
});

interface ReceivedEvents {
  readonly response: IncomingMessage;
  text(): string;
  events(): { id: string; type: string; data: Record<string, unknown> }[];
  ended(): boolean;
}

async function listen(headers: Record<string, string> = {}): Promise<ReceivedEvents> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const url = `http://127.0.0.1:${app.port}/api/v1/events`;
    get(url, { agent: false, headers: { Authorization: `Bearer ${KEY}`, ...headers } }, resolve).on(
      'error',
      reject,
    );
  });
  open.push(response);
  let text = '';
  let ended = false;
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  response.on('end', () => {
    ended = true;
  });
  await eventually(() => text !== '');
  return {
    response,
    text: () => text,
    ended: () => ended,
    events: () =>
      [...text.matchAll(/id: (.+)\nevent: (.+)\ndata: (.+)\n\n/g)].map(
        ([, id = '', type = '', data = '']) => ({
          id,
          type,
          data: JSON.parse(data),
        }),
      ),
  };
}

const types = (stream: ReceivedEvents) => stream.events().map(({ type }) => type);

describe('the event stream', () => {
  it('reports every change with the path of the resource', async () => {
    const stream = await listen();
    expect(stream.response.headers['content-type']).toMatch(/^text\/event-stream/);
    await app.rest.patch('/api/v1/settings').send({ sipPort: 5070 }).expect(200);
    const template = await app.rest
      .post('/api/v1/templates')
      .send({ brand: 'yealink', name: 'standard' })
      .expect(201);
    await app.rest.post('/api/v1/phones').send({ brand: 'linphone' }).expect(201);
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    const login = { extension: '1001', via: 'internal', trust: { address: '127.0.0.21' } };
    const { body } = await app.rest.post(`/api/v1/phones/${mac}/login`).send(login).expect(200);
    await app.rest.delete(`/api/v1/templates/${template.body.id}`).expect(204);
    await eventually(() => stream.events().length >= 5);
    expect(types(stream)).toEqual([
      'settings-changed',
      'template-created',
      'phone-created',
      'session-requested',
      'template-deleted',
    ]);
    const [settings, made, , session] = stream.events();
    expect(settings?.data).toEqual({ at: expect.any(String), resource: '/api/v1/settings' });
    expect(made?.data.resource).toBe(template.headers.location);
    expect(session?.data).toEqual({
      at: expect.any(String),
      resource: `/api/v1/sessions/${body.session.id}`,
      session: body.session,
    });
  });

  it('reports no refused request', async () => {
    const stream = await listen();
    await app.rest.post('/api/v1/templates').send({ brand: 'yealink', name: 'one' }).expect(201);
    await app.rest.post('/api/v1/templates').send({ brand: 'yealink', name: 'one' }).expect(409);
    await app.rest.patch('/api/v1/settings').send({}).expect(200);
    await app.rest.post('/api/v1/templates').send({ brand: 'yealink', name: 'two' }).expect(201);
    await eventually(() => stream.events().length >= 2);
    expect(types(stream)).toEqual(['template-created', 'template-created']);
  });

  it('sends a client that reconnects the events that it missed', async () => {
    const first = await listen();
    const start = /^id: (.+)$/m.exec(first.text())?.[1] ?? '';
    first.response.destroy();
    await app.rest.patch('/api/v1/settings').send({ sipPort: 5071 }).expect(200);
    await app.rest.patch('/api/v1/settings').send({ sipPort: 5072 }).expect(200);
    const again = await listen({ 'Last-Event-ID': start });
    await eventually(() => again.events().length >= 2);
    expect(types(again)).toEqual(['settings-changed', 'settings-changed']);
    const last = await listen({ 'Last-Event-ID': again.events()[0]?.id ?? '' });
    await eventually(() => last.events().length >= 1);
    expect(last.events()).toEqual(again.events().slice(1));
  });

  it('reports missed events to a client whose last id is unknown', async () => {
    const stream = await listen({ 'Last-Event-ID': '0123456789ab-7' });
    expect(types(stream)).toEqual(['missed-events']);
  });

  it('is counted while it is open', async () => {
    const figure = async () =>
      /^hotdesk_event_streams (\d+)$/m.exec((await app.anonymous.get('/metrics')).text)?.[1];
    expect(await figure()).toBe('0');
    const stream = await listen();
    expect(await figure()).toBe('1');
    stream.response.destroy();
    await eventually(async () => (await figure()) === '0');
  });

  it('ends with the service, and unsubscribes from the desk', async () => {
    const stream = await listen();
    closing.abort();
    await eventually(() => stream.ended());
    const mac = await app.plugIn('yealink', 't46s', '805ec0000001');
    const login = { extension: '1001', via: 'internal', trust: { address: '127.0.0.21' } };
    await app.rest.post(`/api/v1/phones/${mac}/login`).send(login).expect(200);
    expect(types(stream)).toEqual([]);
  });
});

/** An event stream of one key, without the admin API around it. */
async function openStream(
  authenticate: () => Promise<KeyHolder | null>,
  events = createEventLog(10),
  intervals: { heartbeatMs?: number; checkKeyMs?: number } = {},
) {
  const { signal } = new AbortController();
  const operation = eventStreamOperation({ events, signal, counted: () => {}, ...intervals });
  const refusals: KeyRefusals = {
    recordMissingKey: () => {},
    recordWrongKey: async () => {},
    recordSmallScope: async () => {},
  };
  const server = express()
    .use(authoriseRequest(authenticate, refusals))
    .get('/', (request, response) => operation.handle(request, response))
    .listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { Authorization: 'Bearer x' };
    get({ host: '127.0.0.1', port, headers, agent: false }, resolve).on('error', reject);
  });
  open.push(response);
  let text = '';
  let ended = false;
  response.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  response.on('end', () => {
    ended = true;
  });
  await eventually(() => text !== '');
  return { events, text: () => text, ended: () => ended };
}

const HOLDER: KeyHolder = { id: 'key-7', name: 'wallboard', scopes: ['read'] };

describe('the stream of a key that is revoked', () => {
  it('ends at once, before the next event, when this instance revokes it', async () => {
    const { events, text, ended } = await openStream(async () => HOLDER);
    events.add('key-revoked', { resource: '/api/v1/keys/key-8' });
    events.add('one', {});
    events.add('key-revoked', { resource: '/api/v1/keys/key-7' });
    events.add('secret-event', {});
    await eventually(ended);
    expect([...text().matchAll(/^event: (.+)$/gm)].map(([, type]) => type)).toEqual(['key-revoked', 'one']);
  });

  it('ends soon when another instance revokes it', async () => {
    let holder: KeyHolder | null = HOLDER;
    const { events, text, ended } = await openStream(async () => holder, undefined, {
      checkKeyMs: 20,
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(ended()).toBe(false);
    holder = null;
    await eventually(ended);
    events.add('secret-event', {});
    expect(text()).not.toContain('secret-event');
  });

  it('of the admin API receives nothing of what follows', async () => {
    const { body: key } = await app.rest
      .post('/api/v1/keys')
      .send({ name: 'wallboard', scopes: ['read'] })
      .expect(201);
    const stream = await listen({ Authorization: `Bearer ${key.key}` });
    await app.rest.delete(`/api/v1/keys/${key.id}`).expect(204);
    await app.rest.patch('/api/v1/settings').send({ sipPort: 5070 }).expect(200);
    await eventually(() => stream.ended());
    expect(types(stream)).toEqual([]);
  });
});

describe('the streams of one key', () => {
  it('are at most 20', async () => {
    for (let count = 0; count < 20; count += 1) await listen();
    await app.rest.get('/api/v1/events').expect(429);
    open.pop()?.destroy();
    await eventually(async () => {
      const headers = { Authorization: `Bearer ${KEY}` };
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        get(`http://127.0.0.1:${app.port}/api/v1/events`, { agent: false, headers }, resolve).on(
          'error',
          reject,
        );
      });
      open.push(response);
      return response.statusCode === 200;
    });
  });

  it('share one check whether the key is still valid', async () => {
    const events = createEventLog(10);
    const responses = new OpenResponses({ events, mostPerKey: 20, checkKeyMs: 20 });
    let checks = 0;
    let ended = 0;
    const isStillValid = () => {
      checks += 1;
      return new Promise<boolean>((resolve) => {
        if (checks === 3) resolve(false);
      });
    };
    const authorised = { holder: HOLDER, isStillValid, recordSmallScope: async () => {} };
    for (let count = 0; count < 20; count += 1)
      responses.open(authorised, () => {
        ended += 1;
      });
    await eventually(() => ended === 20);
    expect(checks).toBe(3);
  });
});

it('a stream with nothing to report is kept alive by comments', async () => {
  const { text } = await openStream(async () => HOLDER, undefined, { heartbeatMs: 20 });
  await eventually(() => text().split('still here').length > 2);
});
