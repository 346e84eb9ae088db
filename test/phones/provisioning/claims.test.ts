import type { Mac } from '../../../src/lib/mac';
import { eventually, openTestApp, type TestApp } from '../../test-app';
import { contactOfS500, FILE, loginPath, MAC, S500 } from '../phone-server-support';

const PHONE = '127.0.0.5';
const INSIDE = '127.0.0.6';
const OUTSIDE = '127.9.0.5';
const OTHER_OUTSIDE = '127.9.0.6';
/** In no brand's list of OUIs. */
const OTHER_MAC = '02ab00000001' as Mac;
const S700 = { 'User-Agent': 'Sangoma S700 V2.0.4.67' };

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
  app.stopClock();
  await app.set({ internalNetworks: ['127.0.0.0/24'] });
});
afterEach(() => app.close());

const phone = () => app.store.phone(MAC as Mac);
const fileBy = (appPath: string) => `/provision/${appPath.split('/')[2]}/cfg${MAC}.xml`;
const fetchFrom = async (address: string, path = FILE, userAgent = S500) =>
  loginPath(await app.get(path, address, userAgent));

async function logIn(from: string): Promise<string> {
  await app.get(`${await fetchFrom(from)}/login?extension=1001&password=4711`, from, S500);
  return fetchFrom(from);
}

/** A logout that the phone has not read. */
async function missLogout(): Promise<void> {
  await logIn(PHONE);
  app.later(61_000);
  await app.desk.logOutFor(MAC as Mac, { actor: 'key test', address: null });
  app.later(61_000);
  expect(await unread()).toBe(1);
}
const unread = async () => (await app.store.unreadLogouts(0)).length;

describe('a logout counts as read', () => {
  test('not by a stranger outside, whatever page token they have', async () => {
    await missLogout();
    const page = await fetchFrom(OUTSIDE);
    await fetchFrom(OUTSIDE, fileBy(page));
    expect(await unread()).toBe(1);
  });

  test('not by a machine inside whose MAC the kernel knows', async () => {
    await missLogout();
    app.neighbours.set(INSIDE, '02000000005b' as Mac);
    await fetchFrom(INSIDE);
    expect(await unread()).toBe(1);
  });

  test('by the phone at its address, and at a new one inside', async () => {
    await missLogout();
    await fetchFrom(INSIDE);
    expect(await unread()).toBe(0);
  });

  test('by the phone at a new address outside, with the page token that it got after its session', async () => {
    const own = await logIn(PHONE);
    app.asterisk.register({
      endpoint: '1001',
      technology: 'pjsip',
      uri: `sip:1001@${PHONE}:5060`,
      address: PHONE,
      port: 5060,
      userAgent: S500['User-Agent'],
    });
    await app.desk.reconcile();
    expect(await app.store.lastVerifiedSessionAt(MAC as Mac)).not.toBeNull();
    await app.desk.logOutFor(MAC as Mac, { actor: 'key test', address: null });
    const page = await fetchFrom(PHONE, fileBy(own));
    app.later(61_000);
    await fetchFrom(OUTSIDE, fileBy(page));
    expect((await phone())?.lastSeen?.address).toBe(OUTSIDE);
  });
});

describe('the brand of a phone in use', () => {
  const CISCO_FILE = `/provision/SEP${MAC.toUpperCase()}.cnf.xml`;
  const brand = async () => (await phone())?.brand;

  test('stays when another machine at its address asks for the file of another maker', async () => {
    await logIn(PHONE);
    expect((await app.get(CISCO_FILE, PHONE)).body).toContain('secret-of-1001');
    expect(await brand()).toBe('sangoma');
  });

  test('stays after its contact was recognised, whatever its OUI', async () => {
    await app.store.recordPhone({
      mac: OTHER_MAC,
      brand: 'sangoma',
      model: 's500',
      firmware: null,
      lastSeen: { at: 1, address: PHONE },
    });
    const ciscoFile = `/provision/SEP${OTHER_MAC.toUpperCase()}.cnf.xml`;
    const by = { actor: 'key test', address: null };
    await app.desk.logInByRest({
      mac: OTHER_MAC,
      extension: '1001',
      via: 'internal',
      trustAddress: PHONE,
      by,
    });
    await app.get(`/provision/cfg${OTHER_MAC}.xml`, PHONE, S500);
    app.asterisk.register(contactOfS500('1001', PHONE));
    await eventually(async () => (await app.store.activeSessionAt(OTHER_MAC))?.state === 'verified');
    expect((await app.get(ciscoFile, PHONE)).body).toContain('secret-of-1001');
    expect((await app.store.phone(OTHER_MAC))?.brand).toBe('sangoma');
  });

  test('is corrected by its own fetch after a login, where a stranger had claimed a brand of another maker', async () => {
    await app.get(CISCO_FILE, INSIDE);
    expect(await brand()).toBe('cisco-enterprise');
    await logIn(PHONE);
    expect(await brand()).toBe('sangoma');
  });
});

describe('brand and model of a phone that nobody has logged in at', () => {
  test('are those that it says itself inside, also if a stranger outside claimed others before', async () => {
    await fetchFrom(OUTSIDE, FILE, S700);
    expect(await phone()).toMatchObject({ model: 's700' });
    await fetchFrom(PHONE);
    expect(await phone()).toMatchObject({ model: 's500', lastSeen: { address: PHONE } });
    await fetchFrom(OTHER_OUTSIDE, FILE, S700);
    expect(await phone()).toMatchObject({ model: 's500', lastSeen: { address: PHONE } });
  });

  test('are those of the first machine inside, but the kernel knows better', async () => {
    await fetchFrom(INSIDE, FILE, S700);
    await fetchFrom(PHONE);
    expect(await phone()).toMatchObject({ model: 's700' });
    app.neighbours.set(PHONE, MAC as Mac);
    app.later(61_000);
    await fetchFrom(PHONE);
    expect(await phone()).toMatchObject({ model: 's500' });
  });
});
