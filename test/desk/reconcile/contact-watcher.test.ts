import type { Mac } from '../../../src/lib/mac';
import { contactOfS500, FILE, logInAt, loginPath, MAC, S500 } from '../../phones/phone-server-support';
import { eventually, openTestApp, type TestApp } from '../../test-app';

const OLD_PHONE = '127.0.0.5';
const NEW_PHONE = '127.0.0.6';
const NEW_MAC = '005058000002' as Mac;

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
});
afterEach(() => app.close());

const evictions = () => app.db('hotdesk_audit').where({ action: 'stale-registration-evicted' });

test('a stale registration is evicted although the new contact of its extension cannot be recorded', async () => {
  await logInAt(app, '1001', '4711', OLD_PHONE);
  await app.get(FILE, OLD_PHONE, S500);
  app.asterisk.register(contactOfS500('1001', OLD_PHONE));
  await eventually(async () => (await app.store.activeSessionAt(MAC as Mac))?.state === 'verified');
  await app.desk.logOutFor(MAC as Mac, { actor: 'key test', address: null });
  app.later(1_000);
  await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined);
  const newFile = `/provision/cfg${NEW_MAC}.xml`;
  const page = loginPath(await app.get(newFile, NEW_PHONE, S500));
  await app.get(`${page}/login?extension=1001&password=4711`, NEW_PHONE, S500);
  await app.get(newFile, NEW_PHONE, S500);
  await eventually(async () => (await app.store.activeSessionAt(NEW_MAC))?.state === 'provisioned');
  await app.db.raw(
    "CREATE TRIGGER refused BEFORE UPDATE OF contact_uri ON hotdesk_sessions BEGIN SELECT RAISE(ABORT, 'refused'); END",
  );
  app.asterisk.register(contactOfS500('1001', NEW_PHONE));
  app.asterisk.register(contactOfS500('1001', OLD_PHONE));
  await eventually(async () => (await evictions()).length > 0);
});
