import { Agent } from 'node:https';
import {
  askSecurely,
  openTestListener,
  type PemFolder,
  pemFolder,
  type TestListener,
} from '../../listeners/support';
import { type HalfRequest, sendHalves } from '../../support/half-request';
import { openTestApp, type TestApp } from '../../test-app';
import { FILE, S500 } from '../phone-server-support';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

const OUTSIDE = Array.from({ length: 8 }, (_, index) => `127.9.9.${index + 1}`);
const CONNECTIONS = 17;
/** The listener itself must end no handshake during the test. */
const PATIENT = { headers: 600_000, request: 600_000, check: 1_000 };

let folder: PemFolder;
let app: TestApp;
let listener: TestListener;
let held: HalfRequest[] = [];
const agents: Agent[] = [];
beforeEach(async () => {
  folder = pemFolder();
  app = await openTestApp({ internalNetworks: ['127.0.0.0/16'] });
  listener = await openTestListener(folder.files, app.phoneServer, { timeouts: PATIENT });
});
afterEach(async () => {
  for (const { socket } of held.splice(0)) socket.destroy();
  for (const agent of agents.splice(0)) agent.destroy();
  await listener.close();
  await app.close();
  folder.remove();
});

test('TLS handshakes without an end, and connections kept open, hold no place among the requests in work', async () => {
  held = await sendHalves(listener.port, OUTSIDE, CONNECTIONS, '\x16\x03\x01');
  for (let count = 0; count < CONNECTIONS; count += 1) {
    for (const localAddress of OUTSIDE) {
      const agent = new Agent({ keepAlive: true });
      agents.push(agent);
      const { status } = await askSecurely(listener.port, '/nothing', { agent, localAddress });
      expect(status).toBe(404);
    }
  }
  const { status } = await askSecurely(listener.port, FILE, { headers: S500, localAddress: '127.0.0.1' });
  expect(status).toBe(200);
  expect(held.every(({ socket }) => !socket.destroyed)).toBe(true);
});
