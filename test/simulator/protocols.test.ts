import { request as httpRequest } from 'node:http';
import { FORMAT_WRITERS } from '../../src/phones/provisioning/formats';
import type { SimulatedPhone } from '../../src/simulator/phone';
import { testAddress } from '../addresses';
import { acme } from './support/acme';
import { type Bench, isRegistered, LIMIT, OWN_FILE, startBench } from './support/bench';
import { page } from './support/http-server';

const PATH = '/talk/to/me';

let bench: Bench;
/** The messages of the phone, in order. */
let messages: string[];

beforeEach(async () => {
  bench = await startBench();
  messages = [];
});
afterEach(() => bench.stop());

/** What the service does with a message; the phone's nonce stands for `NONCE` in it. */
type Service = (message: string) => string;

const END = '<DLSMessage><Message nonce="NONCE"><Action>CleanUp</Action></Message></DLSMessage>';
const write = (items: Readonly<Record<string, string>>) =>
  FORMAT_WRITERS['dls-items'](new Map(Object.entries(items)))
    .toString()
    .replace('<Message>', '<Message nonce="NONCE">');

/** Writes the items, then ends. */
const writing =
  (items: Readonly<Record<string, string>>): Service =>
  (message) =>
    message.includes('reply-to') ? END : write(items);

function resolveConfig(service: Service): void {
  bench.server.answers.set(PATH, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const message = Buffer.concat(chunks).toString('utf8');
      const nonce = /nonce="(\w+)"/.exec(message)?.[1] ?? '';
      messages.push(message);
      page(service(message).replace('NONCE', nonce))(request, response);
    });
  });
}

function phoneWithProtocol(): SimulatedPhone {
  const protocolIdentity = () => ({ model: 'OpenStage 60', firmware: 'V3 R5' });
  return bench.make(
    { reads: 'dls-items', protocolIdentity },
    { brand: { ...acme(), protocol: { path: PATH, name: 'dls' } } },
  );
}

const reasons = () => messages.map((message) => />\s*([\w-]+)<\/ReasonForContact>/.exec(message)?.[1]);

/** Sends a contact request to the phone. */
function call(body: string, path = '/contact_dls.html/ContactDLS', method = 'POST'): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: testAddress(0, 41), port: 8085, path, method, agent: false });
    request.once('error', reject);
    request.once('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.end(body);
  });
}

function settings(user: string): Record<string, string> {
  bench.resolveConfig({});
  const port = /server\.port = (\d+)/.exec(String(bench.server.answers.get(OWN_FILE)))?.[1] ?? '';
  return { 'account.1.user': user, 'account.1.secret': `secret-${user}`, 'server.port': port };
}

it('starts a conversation at boot and applies what the service writes', async () => {
  resolveConfig(writing({ 'key1.type': 'blf', 'key1.value': '2001' }));
  const phone = phoneWithProtocol();
  await phone.boot();
  expect(reasons()).toEqual(['start-up', 'reply-to']);
  expect(messages[0]).toContain('<Item name="mac-addr">02:00:00:00:00:01</Item>');
  expect(messages[0]).toContain('<Item name="device-type">OpenStage 60</Item>');
  expect(messages[1]).toContain('status="accepted" action="WriteItems"');
  expect(phone.keys()).toMatchObject([{ kind: 'blf', value: '2001' }]);
  expect(phone.fetches.map(({ path, status }) => [path, status])).toEqual([
    [PATH, 200],
    [PATH, 200],
  ]);
});

it('starts a conversation on a contact request, applies an account without a restart, and keeps other settings', async () => {
  resolveConfig(writing({ 'key1.type': 'blf', 'key1.value': '2001' }));
  const phone = phoneWithProtocol();
  await phone.boot();
  resolveConfig(writing(settings('1001')));
  expect(await call('ContactMe=true')).toBe(204);
  await phone.until(isRegistered('1001'), LIMIT);
  expect(reasons().slice(2)).toEqual(['solicited', 'reply-to']);
  expect(phone.keys()).toHaveLength(1);
  resolveConfig(writing({ 'account.1.user': '' }));
  await call('ContactMe=true&dls_ip_addr=127.0.0.1');
  await phone.until(() => phone.registered().length === 0, LIMIT);
  expect(phone.reboots).toBe(0);
});

it('ignores other requests, and does not listen while it is off', async () => {
  resolveConfig(() => END);
  const phone = phoneWithProtocol();
  await phone.boot();
  expect(await call('ContactMe=false')).toBe(404);
  expect(await call('ContactMe=true', '/other')).toBe(404);
  expect(await call('ContactMe=true', '/contact_dls.html/ContactDLS', 'PUT')).toBe(404);
  await expect(call('x'.repeat(2_000))).rejects.toThrow();
  expect(reasons()).toEqual(['start-up']);
  await phone.powerOff();
  await expect(call('ContactMe=true')).rejects.toThrow('ECONNREFUSED');
});

it('rejects an unreadable message, reports it to the service and shows it', async () => {
  resolveConfig((message) =>
    message.includes('reply-to')
      ? END
      : write({ a: '1' }).replace('<ItemList>', '<Items>').replace('</ItemList>', '</Items>'),
  );
  const phone = phoneWithProtocol();
  await phone.boot();
  expect(messages[1]).toContain('status="failed"');
  expect(phone.problem()).toContain('items is ignored');
});

it.each([
  ['another nonce', () => END.replace('NONCE', 'F00'), 'the answer to another message'],
  ['no nonce', () => END.replace(' nonce="NONCE"', ''), 'a message without a nonce'],
  ['another action', () => END.replace('CleanUp', 'Restart'), 'the action Restart'],
  ['no XML', () => 'hello', 'not XML'],
  ['endless commands', () => write({ a: '1' }), 'does not end the conversation'],
] as [string, Service, string][])('gives up on a service with %s', async (_title, service, problem) => {
  resolveConfig(service);
  const phone = phoneWithProtocol();
  await phone.boot();
  expect(phone.problem()).toContain(problem);
});

it('keeps its settings when the service does not answer', async () => {
  const phone = phoneWithProtocol();
  await phone.boot();
  expect(phone.fetches).toEqual([{ path: PATH, status: 404, bytes: 0 }]);
  bench.server.answers.set(PATH, (_request, response) => response.destroy());
  await phone.reload();
  expect(phone.problem()).toContain('no answer from');
});
