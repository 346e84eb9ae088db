import { setTimeout as sleep } from 'node:timers/promises';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { startLoad, underLoad } from './load';
import { type FaultyProxy, openProxy } from './proxy';
import { waitUntilAllBoot, waitUntilRecovered } from './recovered';
import { closeSeats, openSeats, type Seat } from './seats';

const PHONES = 8;
const EXTENSIONS = Array.from({ length: 10 }, (_, index) => String(1004 + index));
const LOGINS_A_SECOND = 8;
const LOAD_MS = 3_000;
const SLOW_MS = 1_500;
const FAULT_MS = 6_000;

let app: LabApp;
let proxy: FaultyProxy;
let seats: Seat[] = [];
beforeAll(async () => {
  app = await openLabApp({
    settings: async ({ asterisk: { ami } }) => {
      proxy = await openProxy(ami);
      return { HOTDESK_AMI_URL: `ami://${ami.user}:${ami.secret}@127.0.0.1:${proxy.port}` };
    },
  });
  seats = await openSeats(app.url, PHONES, 21);
}, 120_000);
afterAll(async () => {
  await closeSeats(seats);
  await app?.close();
  await proxy?.close();
}, 60_000);

test.each([
  [
    'AMI connection cut mid-action, ten times',
    async () => {
      for (let cuts = 0; cuts < 10; cuts += 1) {
        const before = proxy.connections;
        await proxy.cutMidMessage();
        while (proxy.connections === before) await sleep(50);
      }
      expect(proxy.connections).toBeGreaterThan(10);
    },
  ],
  [
    'AMI connection half-open',
    async () => {
      proxy.setMode({ kind: 'drop' });
      await sleep(FAULT_MS);
      proxy.setMode({ kind: 'open' });
    },
  ],
  [
    'AMI connection slow',
    async () => {
      proxy.setMode({ kind: 'slow', milliseconds: SLOW_MS });
      await sleep(FAULT_MS);
      proxy.setMode({ kind: 'open' });
    },
  ],
  [
    'AMI refused',
    async () => {
      proxy.setMode({ kind: 'closed' });
      await sleep(FAULT_MS);
      proxy.setMode({ kind: 'open' });
    },
  ],
] as const)(
  '%s, under load',
  async (fault, cause) => {
    const load = startLoad(seats, EXTENSIONS, LOGINS_A_SECOND);
    await underLoad(load, LOAD_MS, cause);
    await waitUntilRecovered(fault, { app, seats });
    await waitUntilAllBoot(fault, { app, seats });
  },
  300_000,
);
