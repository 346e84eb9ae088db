import { createServer, request, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import express from 'express';
import { recordSource, sourceAddressOf } from '../../../src/phones/http/source-address';
import { eventually, openTestApp, type TestApp } from '../../test-app';

const FILE = '/provision/cfg005058000001.xml';
const S500 = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };

/** A phone that restarts hangs up amid its requests, and a connection that is gone says nothing of where it came from. */
let testApp: TestApp;
let server: Server;
let hangUp: (socket: Socket) => void;
let handled = 0;
beforeEach(async () => {
  testApp = await openTestApp();
  handled = 0;
  server = createServer((incoming, response) => {
    hangUp(incoming.socket);
    testApp.phoneServer(incoming, response);
    handled += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await testApp.close();
});

async function ask(path: string): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const before = handled;
  const asked = request({ host: '127.0.0.1', port, path, headers: S500 });
  asked.on('error', () => asked.destroy());
  asked.end();
  await eventually(() => handled > before);
  await new Promise((resolve) => setTimeout(resolve, 200));
}

async function logIn(): Promise<string> {
  const { body } = await testApp.get(FILE, '127.0.0.1', S500);
  const path = new URL(/http:[^<]+\/apps\/[^<]+\/i/.exec(body)?.[0] ?? '').pathname;
  await testApp.get(`${path}/login?extension=1001&password=4711`, '127.0.0.1', S500);
  return path;
}

/** The file by the token of the URLs that the phone has: that is proof enough from anywhere. */
const fileOf = (appPath: string) => FILE.replace('/provision/', `/provision/${appPath.split('/')[2]}/`);
const session = async () => (await testApp.store.activeSessionsOf('1001'))[0];

test('a fetch whose connection is closed before it is handled changes nothing', async () => {
  const path = await logIn();
  const before = await testApp.db('hotdesk_phones').select();
  hangUp = (socket) => socket.destroy();
  await ask(fileOf(path));
  expect(await session()).toMatchObject({ state: 'requested', phoneAddress: '127.0.0.1' });
  expect(await testApp.db('hotdesk_phones').select()).toEqual(before);
});

test('a request whose connection closes while it is handled keeps its source address', async () => {
  const heard: string[] = [];
  const app = express();
  app.set('trust proxy', false);
  app.use(recordSource);
  app.use((incoming, _response, next) => {
    incoming.socket.destroy();
    setImmediate(next);
  });
  app.use((incoming) => heard.push(sourceAddressOf(incoming)));
  server.removeAllListeners('request');
  server.on('request', app);
  const { port } = server.address() as AddressInfo;
  const asked = request({ host: '127.0.0.1', port });
  asked.on('error', () => asked.destroy());
  asked.end();
  await eventually(() => heard.length > 0);
  expect(heard).toEqual(['127.0.0.1']);
});

test('a logout whose connection is closed before it is handled is ignored', async () => {
  const path = await logIn();
  await testApp.get(FILE, '127.0.0.1', S500);
  hangUp = (socket) => socket.destroy();
  await ask(`${path}/logout`);
  expect(await session()).toBeDefined();
});

test('a phone without a known address does not block jobs', async () => {
  await logIn();
  await testApp.db('hotdesk_sessions').update({ phone_address: 'unknown' });
  testApp.later(2_000);
  await eventually(async () => (await testApp.db('hotdesk_jobs').first('id')) === undefined);
  expect(testApp.asterisk.calls).toEqual([]);
});
