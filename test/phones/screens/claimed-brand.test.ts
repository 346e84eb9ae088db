import { openTestApp, recordLog, type TestApp } from '../../test-app';
import { FILE, logInAt, loginPath, S500 } from '../phone-server-support';

const SNOM = { 'User-Agent': 'Mozilla/4.0 (compatible; snom370-SIP 8.7.5.44)' };
const log = recordLog();

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp({ hotdeskPins: true }, { log });
});
afterEach(async () => {
  await app.close();
  expect(log.events()).not.toContain('screen.failed');
});

test('a phone gets forms as it claims to show them, although another brand is stored for its MAC', async () => {
  const path = loginPath(await app.get(FILE, '127.0.0.1', S500));
  const { body } = await app.get(`${path}/login`, '127.0.0.1', SNOM);
  expect(body).toContain('<SnomIPPhoneInput>');
  expect(body).toContain('<QueryStringParam>extension</QueryStringParam>');
});

test('the same for the form of a new PIN', async () => {
  await logInAt(app, '1001', '4711');
  const path = loginPath(await app.get(FILE, '127.0.0.1', S500));
  const { body } = await app.get(`${path}/pin`, '127.0.0.1', SNOM);
  expect(body).toContain('<QueryStringParam>old</QueryStringParam>');
});
