import { setTimeout as sleep } from 'node:timers/promises';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { untilAllBoot, untilHealed } from './healed';
import { startLoad, underLoad } from './load';
import { type BadWay, openProxy } from './proxy';
import { closeSeats, openSeats, type Seat } from './seats';

const PHONES = 8;
const EXTENSIONS = Array.from({ length: 10 }, (_, index) => String(1004 + index));
const LOGINS_A_SECOND = 8;
const LOAD_MS = 3_000;
const SLOW_MS = 1_500;
const LASTS_MS = 6_000;

let app: LabApp;
let proxy: BadWay;
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
        await proxy.cutInTheMiddle();
        while (proxy.connections === before) await sleep(50);
      }
      expect(proxy.connections).toBeGreaterThan(10);
    },
  ],
  [
    'AMI connection half-open',
    async () => {
      proxy.become({ kind: 'swallows' });
      await sleep(LASTS_MS);
      proxy.become({ kind: 'open' });
    },
  ],
  [
    'AMI connection slow',
    async () => {
      proxy.become({ kind: 'slow', milliseconds: SLOW_MS });
      await sleep(LASTS_MS);
      proxy.become({ kind: 'open' });
    },
  ],
  [
    'AMI refused',
    async () => {
      proxy.become({ kind: 'closed' });
      await sleep(LASTS_MS);
      proxy.become({ kind: 'open' });
    },
  ],
] as const)(
  '%s, under load',
  async (fault, stage) => {
    const load = startLoad(seats, EXTENSIONS, LOGINS_A_SECOND);
    const count = await underLoad(load, LOAD_MS, stage);
    expect(count.answered).toBeGreaterThan(LOGINS_A_SECOND);
    await untilHealed(fault, { app, seats });
    await untilAllBoot(fault, { app, seats });
  },
  300_000,
);
