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

/** Advances the clock and waits until all due jobs are done. */
async function later(milliseconds: number): Promise<void> {
  app.later(milliseconds);
  await app.desk.reconcile();
  await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined);
}

async function logIn(): Promise<void> {
  const request = { extension: '1001', via: 'internal' as const, trustAddress: '127.0.0.5', by };
  await app.desk.logInByRest({ mac: MAC as Mac, ...request });
  await later(1_000);
}

test('a called phone that does not fetch is called again, then reported as unverified', async () => {
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

test('a phone in a call is called after the call', async () => {
  app.asterisk.inCalls.push({ endpoint: '1001', address: '127.0.0.5' });
  const request = { extension: '1001', via: 'internal' as const, trustAddress: '127.0.0.5', by };
  await app.desk.logInByRest({ mac: MAC as Mac, ...request });
  app.later(1_000);
  await app.desk.reconcile();
  expect(called()).toEqual([]);
  app.asterisk.inCalls.splice(0);
  await later(2_000);
  expect(called()).toEqual(['127.0.0.5']);
});

test('a config change and a logout call the phone at its last address', async () => {
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
