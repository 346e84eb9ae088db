import type { Mac } from '../../../src/lib/mac';
import { MAC, message, say } from '../../phones/provisioning/protocols/support';
import { eventually, openTestApp, type TestApp } from '../../test-app';

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
  app.stopClock();
  await say(app, message());
});
afterEach(() => app.close());

const by = { actor: 'key test', address: null };
const session = async () => (await app.store.activeSessionsOf('1001'))[0] ?? null;
const called = () => app.phoneCalls.map(({ address }) => address);

/** The clock goes on, everything that is due then is done. */
async function later(milliseconds: number): Promise<void> {
  app.later(milliseconds);
  await app.desk.reconcile();
  await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined);
}

async function logIn(): Promise<void> {
  const asked = { extension: '1001', via: 'internal' as const, trustLastSeen: true, by };
  await app.desk.logInByRest({ mac: MAC as Mac, ...asked });
  await later(1_000);
}

test('a phone that is called and does not come is called once more, then an admin hears of it', async () => {
  await logIn();
  expect(called()).toEqual(['127.0.0.5']);
  await later(29_000);
  expect(called()).toHaveLength(1);
  await later(2_000);
  expect(called()).toEqual(['127.0.0.5', '127.0.0.5']);
  expect(app.events.filter(({ type }) => type === 'session-unverified')).toEqual([]);
  await later(31_000);
  expect(called()).toHaveLength(2);
  expect(app.events.filter(({ type }) => type === 'session-unverified')).toMatchObject([
    { reason: 'not-fetched', session: { mac: MAC } },
  ]);
  expect(app.asterisk.calls).toEqual([]);
});

test('one in a call is called after it', async () => {
  app.asterisk.inCalls.push({ endpoint: '1001', address: '127.0.0.5' });
  const asked = { extension: '1001', via: 'internal' as const, trustLastSeen: true, by };
  await app.desk.logInByRest({ mac: MAC as Mac, ...asked });
  app.later(1_000);
  await app.desk.reconcile();
  expect(called()).toEqual([]);
  app.asterisk.inCalls.splice(0);
  await later(2_000);
  expect(called()).toEqual(['127.0.0.5']);
});

test('a change that concerns it, and its logout, are worth a call, where it was seen last', async () => {
  await logIn();
  await say(app, message({ reason: 'solicited' }));
  app.asterisk.register({
    endpoint: '1001',
    technology: 'pjsip',
    uri: 'sip:1001@127.0.0.5:5060',
    address: '127.0.0.5',
    port: 5060,
    userAgent: 'OpenStage_20_V3 R5.12.0 SIP',
  });
  await eventually(async () => (await session())?.state === 'verified');
  app.users.set('1001', { name: 'Alice Miller', pin: '4711', secret: 'secret-of-1001' });
  await later(60_000);
  expect(called()).toHaveLength(2);
  await app.desk.logOutFor(MAC as Mac, by);
  await later(1_000);
  expect(called()).toEqual(['127.0.0.5', '127.0.0.5', '127.0.0.5']);
});
