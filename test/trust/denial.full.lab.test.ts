import { connect, type Socket } from 'node:net';
import { SAMPLE_EXTENSIONS } from '../../sql/freepbx/sample';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { outsideAddress, testAddress } from '../addresses';
import { eventually } from '../test-app';
import { labels, logInAt, logOutAt, sessionOf } from '../walks/support';
import { type AttackedApp, HANG_MS, openAttackedApp, type Victim } from './attacked-app';

/** Several waits follow each other, each with a guard of its own. */
jest.setTimeout(600_000);

let attacked: AttackedApp;
beforeAll(async () => {
  attacked = await openAttackedApp();
});
afterAll(() => attacked?.close());
afterEach(() => attacked.expectUndisturbed());

const S205 = { 'User-Agent': 'Sangoma S205 2.0.4.67' };
const T46S = { 'User-Agent': 'Yealink SIP-T46S 66.86.0.15' };

type Flood = (index: number) => { path: string; headers?: Record<string, string> };

/**
 * Does the work while requests arrive without a pause, many at a time and from many addresses. Returns how many were sent. Only
 * a machine that is too busy for them refuses any: see `faults`.
 */
async function duringFlood(
  inFlight: number,
  next: Flood,
  work: (sent: () => number) => Promise<void>,
): Promise<number> {
  let stopped = false;
  let sent = 0;
  const sendLoop = async (): Promise<void> => {
    while (!stopped) {
      sent += 1;
      const from = (sent % 2 ? outsideAddress : testAddress)(3, (sent % 200) + 1);
      const ask = { port: attacked.phonesPort, from, ...next(sent) };
      await attacked.attacker.requestKeptAlive(ask).catch(ignoreReset);
    }
  };
  const running = Promise.all(Array.from({ length: inFlight }, sendLoop));
  try {
    await work(() => sent);
  } finally {
    stopped = true;
    await running;
  }
  return sent;
}

/** A connection that is closed before the answer does no harm to a phone. @throws any other error. */
function ignoreReset(error: NodeJS.ErrnoException): null {
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return null;
  throw error;
}

/** The phone restarts, gets its account again, and registers. */
async function expectSuccessfulReboot({ phone, extension }: Victim): Promise<void> {
  const before = phone.fetches.length;
  await phone.reboot();
  await eventually(() => phone.registered().includes(extension), HANG_MS);
  // A phone that got no answer in time (0), or 503 from a busy machine, asks again.
  const refused = phone.fetches.slice(before).filter(({ status }) => ![200, 404, 0, 503].includes(status));
  expect(refused).toEqual([]);
  expect(labels(phone)).toContain('Login/Logout');
}

const mac = (index: number) => `005058${(index % 0xffffff).toString(16).padStart(6, '0')}`;

async function expectSuccessfulReboots(sent: () => number): Promise<void> {
  await eventually(() => sent() > 200, HANG_MS);
  await expectSuccessfulReboot(attacked.alice);
  await expectSuccessfulReboot(attacked.dhcpVictim);
}

describe('an attacker cannot keep a phone from its config', () => {
  test.each<[string, Flood]>([
    [
      'requests the files of all MACs',
      (index) => ({ path: `/provision/cfg${mac(index)}.xml`, headers: S205 }),
    ],
    ['requests files that do not exist', (index) => ({ path: `/provision/${index}.txt` })],
    [
      'requests its file without a token',
      () => ({ path: `/provision/${attacked.alice.file}`, headers: S205 }),
    ],
    [
      'requests its file with wrong tokens',
      (index) => ({ path: `/provision/${String(index).padStart(22, 'x')}/${attacked.alice.file}` }),
    ],
    [
      'claims another brand for it',
      (index) => ({
        path: `/provision/${index % 2 ? 'cfg805ec0000702.xml' : '005058000701.cfg'}`,
        headers: index % 2 ? S205 : T46S,
      }),
    ],
  ])('who %s', async (_title, next) => {
    await duringFlood(32, next, expectSuccessfulReboots);
  });

  test('who tries to log in again and again', async () => {
    const appPaths = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const from = outsideAddress(4, index + 1);
        const ask = {
          port: attacked.phonesPort,
          path: `/provision/cfg${mac(0x900 + index)}.xml`,
          from,
          headers: S205,
        };
        const { text } = await attacked.attacker.requestKeptAlive(ask);
        return new URL(/http:[^<\s]+\/apps\/[^<\s]+\/i/.exec(text)?.[0] ?? '').pathname;
      }),
    );
    const number = (index: number) => SAMPLE_EXTENSIONS[index % SAMPLE_EXTENSIONS.length]?.number;
    const guess: Flood = (index) => ({
      path: `${appPaths[index % appPaths.length]}/login?extension=${number(index)}&password=${index % 10_000}`,
      headers: S205,
    });
    await duringFlood(32, guess, expectSuccessfulReboots);
    // As an admin would do now: phones without any login are locked out as long as the attack goes on.
    await attacked.app.db('hotdesk_attempts').delete();
  });

  test('who holds 400 connections open, each with half a request', async () => {
    const held = await Promise.all(
      Array.from({ length: 400 }, (_, index) => halfRequest(outsideAddress(5, (index % 250) + 1))),
    );
    await expectSuccessfulReboot(attacked.alice);
    await expectSuccessfulReboot(attacked.dhcpVictim);
    for (const socket of held) socket.destroy();
  });
});

function halfRequest(localAddress: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: attacked.phonesPort, localAddress });
    socket.on('error', reject);
    socket.write(`GET /provision/${attacked.alice.file} HTTP/1.1\r\nHost: x\r\n`, () => resolve(socket));
  });
}

describe('a logged-out phone for which an attacker claims another brand', () => {
  test('is notified of its login and logout by the methods of its real brand', async () => {
    const phone = attacked.app.phone('yealink', 't46s', '805ec0000703', testAddress(0, 213));
    await phone.boot();
    const claim: Flood = () => ({ path: '/provision/cfg805ec0000703.xml', headers: S205 });
    const sent = await duringFlood(4, claim, async () => {
      await logInAt(attacked.app, phone, '1005', '9005');
      await logOutAt(phone);
      await eventually(() => labels(phone).join() === 'Login Int,Login Extl', HANG_MS);
    });
    expect(sent).toBeGreaterThan(20);
    expect(new Set(phone.notifies.map(({ event }) => event))).toEqual(new Set(['check-sync;reboot=false']));
    expect([phone.reboots, phone.registered()]).toEqual([0, []]);
    expect((await attacked.app.store.phone('805ec0000703' as never))?.brand).toBe('yealink');
  });
});

describe('a URL that a user saw at a phone', () => {
  test('is worthless after another user has logged in there by "Login as other"', async () => {
    const phone = attacked.app.phone('sangoma', 's500', '005058000705', testAddress(0, 215));
    await phone.boot();
    await logInAt(attacked.app, phone, '1008', '9008');
    const seenPath = appPathOf(phone);
    await phone.pressKey('Login/Logout');
    await phone.choose('Login as other');
    phone.fill({ extension: '1009', password: '9009' });
    await phone.submit();
    await eventually(() => phone.registered().join() === '1009', HANG_MS);
    await eventually(async () => (await sessionOf(attacked.app, '1009'))?.state === 'verified', HANG_MS);
    for (const path of [
      seenPath,
      `${seenPath}/logout`,
      `/provision/${seenPath.split('/')[2]}/cfg005058000705.xml`,
    ]) {
      const ask = { port: attacked.phonesPort, path, from: testAddress(0, 220), headers: S205 };
      expect((await attacked.attacker.request(ask)).text).not.toMatch(/1009/);
    }
    expect(phone.registered()).toEqual(['1009']);
    expect(phone.reboots).toBe(0);
    await logOutAt(phone);
    await eventually(() => phone.registered().length === 0, HANG_MS);
  });

  test('is worthless after a logout and a login of another user there', async () => {
    const phone = attacked.app.phone('sangoma', 's500', '005058000704', testAddress(0, 214));
    await phone.boot();
    await logInAt(attacked.app, phone, '1006', '9006');
    const seenPath = appPathOf(phone);
    await logOutAt(phone);
    await eventually(() => labels(phone).join() === 'Login Int,Login Extl', HANG_MS);
    await logInAt(attacked.app, phone, '1007', '9007');
    const session = await sessionOf(attacked.app, '1007');
    const token = seenPath.split('/')[2];
    for (const from of [testAddress(0, 220), outsideAddress(0, 220)]) {
      for (const path of [seenPath, `${seenPath}/logout`, `/provision/${token}/cfg005058000704.xml`]) {
        const ask = { port: attacked.phonesPort, path, from, headers: S205 };
        expect((await attacked.attacker.request(ask)).text).not.toMatch(/1007/);
      }
    }
    expect((await sessionOf(attacked.app, '1007'))?.id).toBe(session?.id);
    expect(phone.registered()).toEqual(['1007']);
    await logOutAt(phone);
    await eventually(() => phone.registered().length === 0, HANG_MS);
  });
});

function appPathOf(phone: SimulatedPhone): string {
  return new URL(phone.keys().find(({ opens }) => opens !== null)?.opens ?? '').pathname;
}
