import { openTestApp, type TestApp } from '../../../test-app';
import { contactOfS500, loginPath, MAC, S500 } from '../../phone-server-support';
import { LOGIN } from './provisioning-login';

const INSIDE = '127.0.0.5';
const OUTSIDE = '127.9.0.5';

/** The files of the brands that cannot log in, for a MAC. */
const CISCO = (mac: string) => `/provision/SEP${mac.toUpperCase()}.cnf.xml`;
const UNIFY = (mac: string) => `/provision/${mac}_config.xml`;
/** In no brand's list of OUIs. */
const OTHER_MAC = '02ab00000001';
const UNIFY_MAC = '001ae8000001';

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp({ ...LOGIN, internalNetworks: ['127.0.0.0/24'] });
});
afterEach(() => app.close());

const demandLogin = () => app.set({ provisioningAuth: 'digest' });
const statusOf = async (path: string, from: string) => (await app.get(path, from)).status;

describe('a file of a brand that cannot log in', () => {
  test.each([
    ['cisco-enterprise', CISCO],
    ['unify', UNIFY],
  ])('of %s is not served for the MAC of a phone of another brand, known or not', async (_brand, fileOf) => {
    await demandLogin();
    for (const from of [INSIDE, OUTSIDE]) expect(await statusOf(fileOf(MAC), from)).toBe(401);
    await app.set({ provisioningAuth: 'none' });
    await app.get(`/provision/cfg${MAC}.xml`, INSIDE, S500);
    await demandLogin();
    for (const from of [INSIDE, OUTSIDE]) expect(await statusOf(fileOf(MAC), from)).toBe(401);
    expect(await app.db('hotdesk_phones').select('mac', 'brand')).toEqual([{ mac: MAC, brand: 'sangoma' }]);
  });

  test('is served to an unknown MAC inside, and to none outside, where anybody could make one up', async () => {
    await demandLogin();
    for (const path of [CISCO(OTHER_MAC), UNIFY(UNIFY_MAC)]) {
      expect(await statusOf(path, OUTSIDE)).toBe(401);
      expect(await statusOf(path, INSIDE)).toBe(200);
    }
  });

  test('is served to a phone of that brand wherever it is, and not by the name of another such brand', async () => {
    await app.get(CISCO(OTHER_MAC), INSIDE);
    await demandLogin();
    for (const from of [INSIDE, OUTSIDE]) {
      expect(await statusOf(CISCO(OTHER_MAC), from)).toBe(200);
      expect(await statusOf(UNIFY(OTHER_MAC), from)).toBe(401);
    }
  });

  test('is a copy during a database outage, for a phone of that brand only', async () => {
    const page = new URL(
      /<servicesURL>([^<]+)</.exec((await app.get(CISCO(OTHER_MAC), INSIDE)).body)?.[1] ?? '',
    );
    await app.get(`${page.pathname}/login?extension=1001&password=4711`, INSIDE);
    const config = (await app.get(CISCO(OTHER_MAC), INSIDE)).body;
    expect(config).toContain('secret-of-1001');
    app.asterisk.register({ ...contactOfS500('1001', INSIDE), userAgent: 'Cisco-CP7942G/9.4.2' });
    await demandLogin();
    await app.get(CISCO(OTHER_MAC), INSIDE);
    await app.db.destroy();
    expect((await app.get(CISCO(OTHER_MAC), INSIDE)).body).toBe(config);
    expect(await statusOf(CISCO(MAC), INSIDE)).toBe(503);
  });

  test('that is never there is 404 without a login', async () => {
    await demandLogin();
    expect(await statusOf('/provision/ITLFile.tlv', OUTSIDE)).toBe(404);
  });

  test('gives the account to nobody at the address of a phone of another brand', async () => {
    const page = loginPath(await app.get(`/provision/cfg${MAC}.xml`, INSIDE, S500));
    await app.get(`${page}/login?extension=1001&password=4711`, INSIDE, S500);
    await demandLogin();
    const answer = await app.get(CISCO(MAC), INSIDE);
    expect([answer.status, answer.body]).toEqual([401, 'login required\n']);
  });
});
