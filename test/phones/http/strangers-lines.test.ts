import { openTestApp, recordLog, type TestApp } from '../../test-app';
import { FILE, S500 } from '../phone-server-support';

const log = recordLog();
let app: TestApp;
afterEach(() => app.close());

const unreadable = async () => {
  throw new Error('the database is away');
};
const PAGE = '/apps/AAAAAAAAAAAAAAAAAAAAAA/i';

test.each([
  ['screen.failed', PAGE, { settings: unreadable }],
  ['phone-server.request-failed', FILE, { settings: unreadable }],
  ['client-certificate.refused', FILE, { clientCertificates: 'required' as const }],
])('a stranger cannot fill the disk with lines of %s', async (event, path, listener) => {
  app = await openTestApp({}, { ...listener, log });
  for (let request = 0; request < 40; request += 1) await app.get(path, '127.0.9.9', S500);
  expect(log.events().filter((each) => each === event)).toHaveLength(30);
});
