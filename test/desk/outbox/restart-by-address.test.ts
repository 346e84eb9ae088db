import type { Mac } from '../../../src/lib/mac';
import { FILE, MAC, S500 } from '../../phones/phone-server-support';
import { eventually, openTestApp, type TestApp } from '../../test-app';

const PHONE = '127.0.0.5';
const VICTIM = '127.0.0.6';
/** Has one apply method only, which restarts it. */
const S300 = { 'User-Agent': 'Sangoma S300 V2.0.4.67' };
const RESTART = expect.stringContaining('reboot=true');

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
  app.stopClock();
});
afterEach(() => app.close());

/** Another phone is there. */
const occupyVictim = () => app.get('/provision/cfg005058000002.xml', VICTIM, S500);

const by = { actor: 'key test', address: null };
const idle = () => eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined);

async function logInByRest(trustAddress: string): Promise<void> {
  await app.desk.logInByRest({ mac: MAC as Mac, extension: '1001', via: 'internal', trustAddress, by });
  await idle();
}

/** Until no apply method is left. */
async function escalate(): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    app.later(200_000);
    await app.desk.reconcile();
    await idle();
  }
  expect(app.events.map(({ type }) => type)).toContain('session-unverified');
}

const notified = () =>
  app.asterisk.calls.map((call) => call.did === 'notify' && [JSON.stringify(call.target), call.event]);

test('the address of another phone, which the caller of a login names, gets no restart, also not as the last method', async () => {
  await occupyVictim();
  await app.get(FILE, PHONE, S500);
  await logInByRest(VICTIM);
  await escalate();
  expect(notified()).toEqual([[expect.stringContaining(VICTIM), 'check-sync;reboot=false']]);
});

test('nor does it where every method restarts the phone', async () => {
  await occupyVictim();
  await app.get(FILE, PHONE, S300);
  await logInByRest(VICTIM);
  await escalate();
  expect(notified()).toEqual([]);
});

test('a phone is restarted where it was seen', async () => {
  await app.get(FILE, PHONE, S300);
  await logInByRest(PHONE);
  expect(notified()).toEqual([[expect.stringContaining(PHONE), RESTART]]);
});

test('a phone whose MAC a stranger asked for elsewhere is restarted', async () => {
  await app.get(FILE, PHONE, S300);
  await app.get(FILE, '127.0.0.7', S300);
  await logInByRest(PHONE);
  expect(notified()).toEqual([[expect.stringContaining(PHONE), RESTART]]);
});

test('where the ARP table shows another machine, nothing is restarted', async () => {
  await app.get(FILE, PHONE, S300);
  app.neighbours.set(VICTIM, '005058000009' as Mac);
  await logInByRest(VICTIM);
  expect(notified()).toEqual([]);
});

test('a phone is restarted where the ARP table shows it', async () => {
  await occupyVictim();
  await app.get(FILE, PHONE, S300);
  app.neighbours.set(VICTIM, MAC as Mac);
  await logInByRest(VICTIM);
  expect(notified()).toEqual([[expect.stringContaining(VICTIM), RESTART]]);
});

test('a phone is restarted at the named address once it has fetched its config from there', async () => {
  await occupyVictim();
  await app.get(FILE, PHONE, S500);
  await logInByRest(VICTIM);
  await app.get(FILE, VICTIM, S500);
  await eventually(async () => (await app.store.activeSessionAt(MAC as Mac))?.state === 'provisioned');
  await escalate();
  expect(notified().at(-1)).toEqual([expect.stringContaining(VICTIM), RESTART]);
});
