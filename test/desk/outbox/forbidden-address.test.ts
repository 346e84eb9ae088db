import type { Mac } from '../../../src/lib/mac';
import { eventually, openTestApp, type TestApp } from '../../test-app';

const MAC = '805ec0000001' as Mac;

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
  await app.get(`/provision/${MAC}.cfg`, '127.0.0.5');
});
afterEach(() => app.close());

/** The addresses to which a NOTIFY went after a login by REST. */
async function notifiedAfterLogin(trustAddress: string): Promise<readonly string[]> {
  const by = { actor: 'key test', address: null };
  await app.desk.logInByRest({ mac: MAC, extension: '1001', via: 'internal', trustAddress, by });
  await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined);
  return app.asterisk.calls.map((call) => JSON.stringify(call));
}

test('a phone without a contact is notified at the address of its login', async () => {
  expect(await notifiedAfterLogin('127.0.0.5')).toEqual([expect.stringContaining('127.0.0.5')]);
});

test.each(['169.254.169.254', 'fe80::1'])('nothing is sent to %s, which is no phone', async (address) => {
  expect(await notifiedAfterLogin(address)).toEqual([]);
});
