import { ActionRefused } from '../../../src/desk/ports/asterisk';
import type { Mac } from '../../../src/lib/mac';
import { contactOfS500, FILE, logInAt, loginPath, MAC, S500 } from '../../phones/phone-server-support';
import { eventually, openTestApp, type RecordedLog, recordLog, type TestApp } from '../../test-app';

const PHONE = '127.0.0.5';
const MISSING_MODULE = new ActionRefused('Asterisk refused SIPnotify: Invalid/unknown command', true);
const REFUSED = new ActionRefused('Asterisk refused PJSIPNotify: Permission denied', false);

let app: TestApp;
let log: RecordedLog;
beforeEach(async () => {
  log = recordLog();
  app = await openTestApp({}, {}, null, { log });
  app.stopClock();
});
afterEach(() => app.close());

const session = () => app.store.activeSessionAt(MAC as Mac);
const jobs = () => app.db('hotdesk_jobs').orderBy('id');
const noJobs = () => eventually(async () => (await jobs()).length === 0);
const givenUp = () => log.events().filter((event) => event === 'job.given-up').length;
const notifies = () => app.asterisk.calls.filter(({ did }) => did === 'notify').length;

/** Lets the time of the next attempt come, and waits until it has failed. */
async function afterAttempt(times: number): Promise<void> {
  app.later(61_000);
  await eventually(async () => (await jobs())[0]?.attempts === times);
}

async function logInVerified(): Promise<void> {
  await logInAt(app, '1001', '4711', PHONE);
  app.later(1_000);
  await noJobs();
  await app.get(FILE, PHONE, S500);
  app.asterisk.register(contactOfS500('1001', PHONE));
  await eventually(async () => (await session())?.state === 'verified');
  app.asterisk.calls.length = 0;
}

test('a job that Asterisk can never do is tried once, and ends with log, audit and event', async () => {
  app.asterisk.refusal.ofNotify = MISSING_MODULE;
  await logInAt(app, '1001', '4711', PHONE);
  app.later(1_000);
  await noJobs();
  expect(givenUp()).toBe(1);
  expect(log.events()).not.toContain('job.failed');
  const [entry] = await app.db('hotdesk_audit').where({ action: 'job-given-up' });
  expect(entry).toMatchObject({ actor: 'system', mac: MAC, extension: '1001' });
  expect(JSON.parse(entry.details)).toMatchObject({
    kind: 'notify-phone',
    attempts: 1,
    error: expect.stringContaining('Invalid/unknown command'),
  });
  expect(app.events).toContainEqual(
    expect.objectContaining({ type: 'job-given-up', job: 'notify-phone', session: await session() }),
  );
});

test('its session escalates, and is reported as unverified in the end', async () => {
  app.asterisk.refusal.ofNotify = MISSING_MODULE;
  await logInAt(app, '1001', '4711', PHONE);
  for (const wait of [1_000, 31_000, 181_000]) {
    app.later(wait);
    await app.desk.reconcile();
    await noJobs();
  }
  expect(app.events).toContainEqual(
    expect.objectContaining({ type: 'session-unverified', reason: 'not-fetched' }),
  );
});

test('a job that Asterisk refuses otherwise is tried again, and given up after ten times', async () => {
  app.asterisk.refusal.ofNotify = REFUSED;
  await logInAt(app, '1001', '4711', PHONE);
  await afterAttempt(1);
  await app.db('hotdesk_jobs').update({ attempts: 8 });
  await afterAttempt(9);
  expect(givenUp()).toBe(0);
  app.later(61_000);
  await noJobs();
  expect(givenUp()).toBe(1);
});

test('a job is never given up while Asterisk is away', async () => {
  app.asterisk.outage.ofContacts = true;
  await logInAt(app, '1001', '4711', PHONE);
  await afterAttempt(1);
  await app.db('hotdesk_jobs').update({ attempts: 1_000 });
  await afterAttempt(1_001);
  expect(givenUp()).toBe(0);
  app.asterisk.outage.ofContacts = false;
  app.later(61_000);
  await eventually(() => notifies() === 1);
});

test.each([
  ['can never do', MISSING_MODULE],
  ['refuses', REFUSED],
])('a login does not wait behind a job of the session before that Asterisk %s', async (_, refusal) => {
  await logInVerified();
  const page = loginPath(await app.get(FILE, PHONE, S500));
  app.asterisk.refusal.ofNotify = refusal;
  await app.get(`${page}/login?extension=1002&password=4712`, PHONE, S500);
  expect(await session()).toMatchObject({ extension: '1002', state: 'requested' });
  app.later(1_000);
  await eventually(() => givenUp() > 0);
  app.asterisk.refusal.ofNotify = null;
  for (let second = 0; second < 3; second += 1) {
    app.later(1_000);
    await app.desk.reconcile();
  }
  await eventually(() => notifies() > 0 || givenUp() > 1);
  const handedOver = await app.db('hotdesk_audit').where({ action: 'job-given-up' }).first();
  expect(JSON.parse(handedOver.details)).toMatchObject({ kind: 'notify-phone', attempts: 1 });
  await noJobs();
});
