import type { Mac } from '../../src/lib/mac';
import { contactOfS500, FILE, logInAt, loginPath, MAC, S500 } from '../phones/phone-server-support';
import { eventually, openTestApp, type TestApp } from '../test-app';

/** What the user of an extension can write into the audit. Hashing is slow on purpose. */
jest.setTimeout(120_000);

const PHONE = '127.0.0.5';
const HOUR_MS = 3_600_000;
const PINS = ['835279', '279835'] as const;

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp({ hotdeskPins: true });
  app.stopClock();
});
afterEach(() => app.close());

const detailsOf = async (action: string): Promise<Record<string, unknown>[]> => {
  const rows = await app.db('hotdesk_audit').where({ action }).orderBy('id');
  return rows.map(({ details }) => JSON.parse(details));
};
const unlistedOf = async (action: string) => (await detailsOf(action)).map(({ unlisted }) => unlisted ?? 0);

/** Logs in and fetches: the folder of the session token. */
async function tokenOfSession(): Promise<string> {
  await logInAt(app, '1001', '4711', PHONE);
  return loginPath(await app.get(FILE, PHONE, S500)).split('/')[2] ?? '';
}

describe('fetches of an account from ever new addresses', () => {
  test('leave 20 entries beyond the first, then 10 an hour, and the next one says how many are not listed', async () => {
    const token = await tokenOfSession();
    const fetchFrom = (address: string) => app.get(`/provision/${token}/cfg${MAC}.xml`, address, S500);
    for (let host = 1; host <= 40; host += 1) await fetchFrom(`127.0.1.${host}`);
    expect(await unlistedOf('account-fetched')).toEqual(Array(21).fill(0));
    app.later(HOUR_MS);
    for (let host = 1; host <= 40; host += 1) await fetchFrom(`127.0.2.${host}`);
    expect(await unlistedOf('account-fetched')).toEqual([...Array(21).fill(0), 20, ...Array(9).fill(0)]);
  });

  test('never leave out the first one of a session', async () => {
    const token = await tokenOfSession();
    for (let host = 1; host <= 40; host += 1)
      await app.get(`/provision/${token}/cfg${MAC}.xml`, `127.0.1.${host}`, S500);
    await app.desk.logOutFor(MAC as Mac, { actor: 'key test', address: null });
    await tokenOfSession();
    const session = (await app.store.activeSessionAt(MAC as Mac))?.id;
    expect(await detailsOf('account-fetched')).toContainEqual({ session, proof: 'address' });
  });

  test('of one IPv6 network are one source', async () => {
    await tokenOfSession();
    const session = await app.store.activeSessionAt(MAC as Mac);
    const token = loginPath(await app.get(FILE, PHONE, S500)).split('/')[2] ?? '';
    const asked = { mac: MAC as Mac, brand: 'sangoma', model: 's500', firmware: null, tokenText: token };
    for (let host = 1; host <= 5; host += 1)
      await app.desk.resolveConfig({ ...asked, address: `2001:db8::${host}` });
    const fetched = await app.db('hotdesk_audit').where({ action: 'account-fetched' });
    expect([session?.extension, fetched.map(({ address }) => address)]).toEqual([
      '1001',
      [PHONE, '2001:db8::1'],
    ]);
  });
});

test('two hot-desk PINs that are set in turn leave 20 entries, and the next one says how many are not listed', async () => {
  await logInAt(app, '1001', '4711', PHONE);
  const token = loginPath(await app.get(FILE, PHONE, S500)).split('/')[2] ?? '';
  const holder = await app.desk.authenticateToken(token, PHONE);
  if (!holder) throw new Error('no session');
  let old = '4711';
  const change = async (): Promise<void> => {
    const pin = old === PINS[0] ? PINS[1] : PINS[0];
    const request = { mac: MAC as Mac, token: holder.token, address: PHONE, oldPassword: old, pin };
    expect(await app.desk.changePin(request)).toMatchObject({ extension: '1001' });
    old = pin;
    app.later(1);
  };
  for (let count = 0; count < 25; count += 1) await change();
  expect(await unlistedOf('hotdesk-pin-changed')).toEqual(Array(20).fill(0));
  app.later(HOUR_MS);
  await change();
  expect(await unlistedOf('hotdesk-pin-changed')).toEqual([...Array(20).fill(0), 5]);
});

describe('registrations that come and go', () => {
  const contact = contactOfS500('1001', PHONE);
  const idle = () => eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined);

  beforeEach(async () => {
    await tokenOfSession();
    app.asterisk.register(contact);
    await eventually(async () => (await app.store.activeSessionAt(MAC as Mac))?.state === 'verified');
  });

  test('of a phone in use leave 60 entries beyond the first verification', async () => {
    for (let round = 0; round < 40; round += 1) {
      app.asterisk.contacts.length = 0;
      await app.desk.reconcile();
      app.later(31_000);
      await app.desk.reconcile();
      app.asterisk.contacts.push(contact);
      await app.desk.reconcile();
    }
    const left = (await unlistedOf('verified')).length - 1 + (await unlistedOf('unverified')).length;
    // 60, and one for each two minutes that pass meanwhile.
    expect(left).toBe(70);
  });

  test('of a phone that was logged out leave 60 entries', async () => {
    await app.desk.logOutFor(MAC as Mac, { actor: 'key test', address: null });
    app.later(1_000);
    await idle();
    for (let count = 1; count <= 65; count += 1) {
      const ended = app.asterisk.calls.length;
      app.asterisk.register(contact);
      await eventually(() => app.asterisk.calls.length >= ended + 2);
      await idle();
    }
    expect(await unlistedOf('stale-registration-evicted')).toHaveLength(60);
  });
});
