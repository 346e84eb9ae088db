import type { Mac } from '../../../src/lib/mac';
import { eventually, openTestApp, type RecordedLog, recordLog, type TestApp } from '../../test-app';

const MAC = '005058000001' as Mac;
const by = { actor: 'key test', address: null };

const apps: TestApp[] = [];
afterEach(async () => {
  for (const app of apps.splice(0).reverse()) await app.close();
});

async function open(drainMs: number, log: RecordedLog, beside: TestApp | null = null): Promise<TestApp> {
  const app = await openTestApp({}, {}, beside, { remainingDrainMs: () => drainMs, log });
  apps.push(app);
  return app;
}

/** Logs Alice in at a phone; resolves when its NOTIFY is under way. */
async function logInUntilNotified(app: TestApp, notify: () => Promise<void>): Promise<void> {
  let calls = 0;
  app.asterisk.asterisk.notify = () => {
    calls += 1;
    return notify();
  };
  await app.get('/provision/cfg005058000001.xml');
  const login = { mac: MAC, extension: '1001', via: 'internal' as const, trustAddress: '127.0.0.1', by };
  expect(await app.desk.logInByRest(login)).toMatchObject({ state: 'requested' });
  await eventually(async () => calls > 0);
}

const jobs = (app: TestApp) => app.db('hotdesk_jobs').select('kind', 'attempts');

test('a stop leaves a job that hangs when the drain limit is over, and another instance does it', async () => {
  const log = recordLog();
  const app = await open(300, log);
  await logInUntilNotified(app, () => new Promise(() => {}));
  await app.desk.stop();
  expect(log.events()).toContain('desk.drain-timeout');
  expect(await jobs(app)).toEqual([{ kind: 'notify-phone', attempts: 0 }]);

  const other = await open(300, recordLog(), app);
  await eventually(async () => (await jobs(app)).length === 0);
  expect(other.asterisk.calls).toHaveLength(1);
});

test('a stop lets a job end that ends before the drain limit', async () => {
  const log = recordLog();
  const app = await open(60_000, log);
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  await logInUntilNotified(app, () => finished);
  const stopped = app.desk.stop();
  finish();
  await stopped;
  expect(log.events()).not.toContain('desk.drain-timeout');
  expect(await jobs(app)).toEqual([]);
});
