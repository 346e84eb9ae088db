import { openTestApp, recordLog, type TestApp } from '../../test-app';
import { account, FILE, loginPath, MAC, S500 } from '../phone-server-support';

const PHONE = '127.0.0.5';

const log = recordLog();
let app: TestApp;
beforeEach(async () => {
  app = await openTestApp({}, {}, null, { log });
});
afterEach(() => app.close());

/** From now on the database refuses such changes of a table. */
const refuse = (change: string, table: string) =>
  app.db.raw(`CREATE TRIGGER refused BEFORE ${change} ON ${table} BEGIN SELECT RAISE(ABORT, 'refused'); END`);
const accept = () => app.db.raw('DROP TRIGGER refused');
const logIn = async () => {
  const page = loginPath(await app.get(FILE, PHONE, S500));
  return app.get(`${page}/login?extension=1001&password=4711`, PHONE, {
    'User-Agent': 'Sangoma S700 V2.0.4.67',
  });
};
const audited = (action: string) => app.db('hotdesk_audit').where({ action, mac: MAC });

test('a fetch that cannot be audited gets its config, and the next one is audited', async () => {
  await logIn();
  await refuse('INSERT', 'hotdesk_audit');
  expect(account(await app.get(FILE, PHONE, S500))?.user).toBe('1001');
  expect(await audited('account-fetched')).toEqual([]);
  await accept();
  expect(account(await app.get(FILE, PHONE, S500))?.user).toBe('1001');
  await app.get(FILE, PHONE, S500);
  expect(await audited('account-fetched')).toHaveLength(1);
  expect(log.events()).toContain('config.fetch-not-audited');
});

test('a login is shown as done when only brand and model could not be recorded', async () => {
  await app.get(FILE, PHONE, S500);
  await refuse('UPDATE', 'hotdesk_phones');
  expect((await logIn()).body).toContain('Logged in');
  expect(await app.db('hotdesk_sessions').whereNotNull('active_mac').pluck('extension')).toEqual(['1001']);
  expect(log.events()).toContain('phone.claims-not-recorded');
  await accept();
});

test('a phone whose enrolment cannot be audited is not known, and is audited when it asks again', async () => {
  await refuse('INSERT', 'hotdesk_audit');
  expect((await app.get(FILE, PHONE, S500)).status).toBe(503);
  expect(await app.db('hotdesk_phones')).toEqual([]);
  await accept();
  expect((await app.get(FILE, PHONE, S500)).status).toBe(200);
  expect(await audited('phone-enrolled')).toHaveLength(1);
});
