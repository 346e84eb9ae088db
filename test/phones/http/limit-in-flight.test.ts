import { once } from 'node:events';
import { connect } from 'node:net';
import { eventually, openTestApp, recordLog, type TestApp } from '../../test-app';
import { FILE, logInAt, S500 } from '../phone-server-support';

/** Outside the internal networks of these tests. */
const STRANGER = '127.9.9.9';
const PHONE = '127.0.0.1';

let app: TestApp;
/** Requests that read the settings wait until the test lets them go on. */
let held: (() => void)[];
let isHeld: boolean;
const log = recordLog();
beforeEach(async () => {
  held = [];
  isHeld = false;
  app = await openTestApp(
    { internalNetworks: ['127.0.0.0/16'] },
    {
      settings: async () => {
        if (isHeld) await new Promise<void>((resolve) => held.push(resolve));
        return { settings: await app.store.settings(), outage: null };
      },
      log,
    },
  );
  await app.get(FILE, PHONE, S500);
});
afterEach(async () => {
  release();
  await app.close();
});

function release(): void {
  isHeld = false;
  for (const go of held.splice(0)) go();
}

const countOf = (statuses: readonly number[], status: number) =>
  statuses.filter((each) => each === status).length;

test('one source has at most 16 requests in work, and 128 that wait; the rest gets 429 without any query', async () => {
  isHeld = true;
  const refused: string[] = [];
  const answers = Array.from({ length: 200 }, async () => {
    const { status, headers } = await app.get(FILE, STRANGER, S500);
    if (status !== 200) refused.push(`${status} ${headers['retry-after']}`);
    return status;
  });
  // Settled, not rejected: a failure below closes the server under them.
  const settled = Promise.allSettled(answers);
  await eventually(() => refused.length >= 200 - 16 - 128);
  expect(held).toHaveLength(16);
  expect(refused).toEqual(Array(56).fill('429 30'));
  release();
  await settled;
  const statuses = await Promise.all(answers);
  expect([countOf(statuses, 200), countOf(statuses, 429)]).toEqual([144, 56]);
  expect(log.events().filter((event) => event === 'phone-server.overloaded')).toHaveLength(1);
});

test('a flood of one source keeps no phone elsewhere from its config', async () => {
  await logInAt(app, '1001', '4711', PHONE);
  isHeld = true;
  const flood = Array.from({ length: 200 }, () => app.get(FILE, STRANGER, S500));
  await eventually(() => held.length === 16);
  isHeld = false;
  const { status, body } = await app.get(FILE, PHONE, S500);
  expect([status, body.includes('secret-of-1001')]).toEqual([200, true]);
  release();
  await Promise.all(flood);
});

test('phones of a site behind one address all get their files', async () => {
  const answers = await Promise.all(Array.from({ length: 300 }, () => app.get(FILE, PHONE, S500)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});

test('a client that hangs up frees its place as soon as its request is done', async () => {
  isHeld = true;
  for (let round = 0; round < 2; round += 1) {
    for (let number = 0; number < 16; number += 1) {
      const socket = connect({ host: '127.0.0.1', port: app.port, localAddress: STRANGER });
      await once(socket, 'connect');
      socket.write(`GET ${FILE} HTTP/1.1\r\nHost: x\r\nUser-Agent: ${S500['User-Agent']}\r\n\r\n`);
      await eventually(() => held.length > number);
      socket.destroy();
    }
    release();
    isHeld = true;
  }
  isHeld = false;
  expect((await app.get(FILE, STRANGER, S500)).status).toBe(200);
});
