import type { Contact } from '../../../src/desk/ports/asterisk';
import { parseMac } from '../../../src/lib/mac';
import { eventually, openTestApp, type TestApp } from '../../test-app';

const MAC = parseMac('005058000001');
const FILE = '/provision/cfg005058000001.xml';
/** Has an apply method without a restart, and one with a restart. */
const S500 = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
  app.stopClock();
});
afterEach(() => app.close());

const contact = (address = '127.0.0.1', endpoint = '1001'): Contact => ({
  endpoint,
  technology: 'pjsip',
  uri: `sip:${endpoint}@${address}:5060`,
  address,
  port: 5060,
  userAgent: 'Sangoma S500 V2.0.4.67',
});

async function logIn(extension = '1001', password = '4711'): Promise<void> {
  const { body } = await app.get(FILE, '127.0.0.1', S500);
  const path = new URL(/http:[^<]+\/apps\/[^<]+\/i/.exec(body)?.[0] ?? '').pathname;
  await app.get(`${path}/login?extension=${extension}&password=${password}`, '127.0.0.1', S500);
  await notified(1);
}

const fetchConfig = () => app.get(FILE, '127.0.0.1', S500);
const session = async () => (await app.store.activeSessionsOf('1001'))[0] ?? null;
const events = () => app.asterisk.calls.flatMap((call) => (call.did === 'notify' ? [call.event] : []));

/** Advances the clock and waits until all due jobs are done. */
async function later(milliseconds: number): Promise<void> {
  app.later(milliseconds);
  await app.desk.reconcile();
  await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined);
}

async function notified(times: number): Promise<void> {
  app.later(1_000);
  await app.desk.reconcile();
  await eventually(() => events().length === times);
  await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined);
}

async function verify(): Promise<void> {
  await fetchConfig();
  app.asterisk.register(contact());
  await eventually(async () => (await session())?.state === 'verified');
}

const actions = async () => (await app.db('hotdesk_audit').orderBy('id')).map(({ action }) => String(action));
const published = () => app.events.filter(({ type }) => type === 'session-unverified');

describe('a phone that takes too long', () => {
  test('is notified by its next apply method, then reported as unverified, once', async () => {
    await logIn();
    expect(events()).toEqual(['check-sync;reboot=false']);
    await later(29_000);
    expect(events()).toHaveLength(1);
    await later(2_000);
    expect(events()).toEqual(['check-sync;reboot=false', 'check-sync;reboot=true']);
    expect((await session())?.escalationLevel).toBe(1);
    await later(179_000);
    expect(published()).toEqual([]);
    await later(2_000);
    expect(published()).toMatchObject([{ reason: 'not-fetched', session: { extension: '1001', mac: MAC } }]);
    expect((await session())?.unverifiedAt).not.toBeNull();
    await later(3_600_000);
    expect([events().length, published().length]).toEqual([2, 1]);
    expect(await actions()).toEqual(['phone-enrolled', 'login', 'notified-again', 'unverified']);
  });

  test('to register after its fetch is notified again, then reported', async () => {
    await logIn();
    await fetchConfig();
    await later(31_000);
    await later(181_000);
    expect(published()).toMatchObject([{ reason: 'not-registered' }]);
  });

  test('can still be verified later', async () => {
    await logIn();
    await later(31_000);
    await later(181_000);
    await verify();
    expect(await session()).toMatchObject({ state: 'verified', unverifiedAt: null });
  });

  test('is not notified again if its contact event was missed', async () => {
    await logIn();
    await fetchConfig();
    app.asterisk.contacts.push(contact());
    await later(31_000);
    expect([(await session())?.state, events().length]).toEqual(['verified', 1]);
  });
});

describe('a verified session', () => {
  test('becomes unverified when its phone loses its registration, and verified when it registers again', async () => {
    await logIn();
    await verify();
    app.asterisk.contacts.length = 0;
    await later(20_000);
    expect((await session())?.state).toBe('verified');
    await later(31_000);
    expect(await session()).toMatchObject({ state: 'provisioned', contactUri: null });
    expect(published()).toMatchObject([{ reason: 'registration-lost' }]);
    await later(600_000);
    expect([events().length, published().length]).toEqual([1, 1]);
    app.asterisk.register(contact());
    await eventually(async () => (await session())?.state === 'verified');
  });

  test('notifies its phone once of a change to its config, and of no other change', async () => {
    await logIn();
    await verify();
    await later(20_000);
    expect(events()).toHaveLength(1);
    await app.set({ hotdeskPins: true });
    await later(20_000);
    expect(events()).toHaveLength(1);
    await app.set({ timezone: 'Europe/Rome' });
    await later(20_000);
    await later(20_000);
    expect(events()).toEqual(['check-sync;reboot=false', 'check-sync;reboot=false']);
    await fetchConfig();
    await later(3_600_000);
    expect(events()).toHaveLength(2);
    expect(await actions()).toContain('config-changed');
  });

  test('notifies its phone again of a missed change, and never restarts it for that', async () => {
    await logIn();
    await verify();
    await app.set({ timezone: 'Europe/Rome' });
    for (let minute = 0; minute < 30; minute += 1) await later(60_000);
    expect(new Set(events())).toEqual(new Set(['check-sync;reboot=false']));
    expect(events().length).toBeGreaterThan(2);
    expect(events().length).toBeLessThan(6);
  });
});

describe('a phone in a call', () => {
  const call = { endpoint: '1001', address: '127.0.0.1' };

  test('is notified after the call, and its registration ends after that', async () => {
    await logIn();
    await verify();
    app.asterisk.inCalls.push(call);
    const path = await appPath();
    await app.get(`${path}/logout`, '127.0.0.1', S500);
    for (let second = 0; second < 60; second += 5) {
      app.later(5_000);
      await app.desk.reconcile();
    }
    expect(app.asterisk.calls).toHaveLength(1);
    app.asterisk.inCalls.length = 0;
    app.later(5_000);
    await eventually(() => app.asterisk.calls.length === 3);
    expect(app.asterisk.calls.map(({ did }) => did)).toEqual(['notify', 'notify', 'end']);
  });

  test('at another address delays nothing', async () => {
    await logIn();
    await verify();
    app.asterisk.inCalls.push({ endpoint: '1001', address: '127.0.0.9' });
    await app.get(`${await appPath()}/logout`, '127.0.0.1', S500);
    app.later(1_000);
    await eventually(() => app.asterisk.calls.length === 3);
  });

  test('keeps its session if `duringCall` is `refuse`', async () => {
    await logIn();
    await verify();
    await app.set({ duringCall: 'refuse' });
    app.asterisk.inCalls.push(call);
    const answer = await app.get(`${await appPath()}/login?extension=1002&password=4712`, '127.0.0.1', S500);
    expect(answer.body).toContain('A call is in progress.');
    expect((await session())?.state).toBe('verified');
    app.asterisk.inCalls.length = 0;
    await app.get(`${await appPath()}/login?extension=1002&password=4712`, '127.0.0.1', S500);
    expect(await session()).toBeNull();
  });

  async function appPath(): Promise<string> {
    const { body } = await fetchConfig();
    return new URL(/http:[^<]+\/apps\/[^<]+\/i/.exec(body)?.[0] ?? '').pathname;
  }
});

test('a clock that is set back by an hour delays no job', async () => {
  await logIn();
  await verify();
  app.later(-3_600_000);
  const { body } = await fetchConfig();
  const path = new URL(/http:[^<]+\/apps\/[^<]+\/i/.exec(body)?.[0] ?? '').pathname;
  app.later(3_600_000);
  await app.get(`${path}/logout`, '127.0.0.1', S500);
  app.later(-3_600_000);
  await eventually(() => app.asterisk.calls.length === 3);
});

test('a phone that lost its registration to a stale one is made to register again', async () => {
  await logIn();
  await verify();
  // The extension moves to another phone, and the first one misses that.
  const other = '/provision/cfg005058000002.xml';
  const { body } = await app.get(other, '127.0.0.2', S500);
  const path = new URL(/http:[^<]+\/apps\/[^<]+\/i/.exec(body)?.[0] ?? '').pathname;
  await app.get(`${path}/login?extension=1001&password=4711`, '127.0.0.2', S500);
  app.later(2_000);
  await eventually(() => app.asterisk.contacts.length === 0);
  await app.get(other, '127.0.0.2', S500);
  app.asterisk.register(contact('127.0.0.2'));
  await eventually(async () => (await session())?.state === 'verified');
  await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined);
  const before = app.asterisk.calls.length;
  // It registers again, and Asterisk keeps one contact only.
  app.asterisk.contacts.length = 0;
  app.asterisk.register(contact());
  await eventually(() => app.asterisk.calls.length === before + 2);
  app.later(3_000);
  await app.desk.reconcile();
  await eventually(() => app.asterisk.calls.length === before + 3);
  expect(app.asterisk.calls.at(-1)).toMatchObject({
    did: 'notify',
    event: 'check-sync;reboot=true',
    target: { address: '127.0.0.2' },
  });
  expect(await actions()).toEqual(
    expect.arrayContaining(['stale-registration-evicted', 'registration-restored']),
  );
});

describe('a phone that has not read its logout', () => {
  const logOut = async () => {
    if (MAC) await app.desk.logOutFor(MAC, { actor: 'key tests', address: null });
    await notified(2);
  };
  const repairs = () =>
    app.events.flatMap((event) => (event.type === 'session-repaired' ? [event.repair] : []));

  test('is notified again, then restarted, at doubling intervals, for a day', async () => {
    await logIn();
    await verify();
    await logOut();
    await later(28_000);
    expect(events()).toHaveLength(2);
    await later(2_000);
    expect(events().slice(2)).toEqual(['check-sync;reboot=false']);
    await later(59_000);
    expect(events()).toHaveLength(3);
    await later(2_000);
    expect(events().slice(3)).toEqual(['check-sync;reboot=true']);
    expect(repairs()).toEqual(['notified-again', 'notified-again']);
    for (let hour = 0; hour < 48; hour += 1) await later(3_600_000);
    const afterTwoDays = events().length;
    expect(afterTwoDays).toBeGreaterThan(20);
    expect(afterTwoDays).toBeLessThan(40);
    await later(24 * 3_600_000);
    expect(events()).toHaveLength(afterTwoDays);
  });

  test.each([
    ['it has read its config', FILE],
    ['another phone has its address', '/provision/cfg005058000009.xml'],
  ])('is not notified once %s', async (_, file) => {
    await logIn();
    await verify();
    await logOut();
    app.later(10);
    await app.get(file, '127.0.0.1', S500);
    await later(3_600_000);
    expect(events()).toHaveLength(2);
  });
});
