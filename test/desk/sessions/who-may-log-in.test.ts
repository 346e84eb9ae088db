import type { Session } from '../../../src/desk/model';
import { isRefusal, type Refusal } from '../../../src/desk/refusals';
import type { Mac } from '../../../src/lib/mac';
import { account, contactOfS500, FILE, loginPath, MAC, S500 } from '../../phones/phone-server-support';
import { eventually, openTestApp, type TestApp } from '../../test-app';

const PHONE = '127.0.0.5';
const ELSEWHERE = '127.0.0.6';
const MOVED = '127.0.0.8';
const OUTSIDE = '203.0.113.5';
const ADMIN = { actor: 'key test', address: null };

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
  app.stopClock();
});
afterEach(() => app.close());

const session = () => app.store.activeSessionAt(MAC as Mac);
const get = (path: string, from = PHONE) => app.get(path, from, S500);
/** The path of the page that this address gets for the bare file. */
const pageAt = async (from = PHONE) => loginPath(await get(FILE, from));
const logInBy = async (page: string, extension: string, password: string, from = PHONE) =>
  (await get(`${page}/login?extension=${extension}&password=${password}`, from)).body;

async function register(endpoint: string, address = PHONE): Promise<void> {
  app.asterisk.register(contactOfS500(endpoint, address));
  await eventually(async () => (await session())?.state === 'verified');
}

/** Alice logs in at the phone, which registers; answers the path of its page, which nobody else knows. */
async function verifiedLogin(): Promise<string> {
  await logInBy(await pageAt(), '1001', '4711');
  const own = await pageAt();
  await eventually(async () => (await session())?.state === 'provisioned');
  await register('1001');
  return own;
}

/** Asterisk has lost the contact of the phone for this long. */
async function loseContact(milliseconds: number): Promise<void> {
  app.asterisk.contacts.splice(0);
  await app.desk.reconcile();
  app.later(31_000);
  await app.desk.reconcile();
  expect((await session())?.contactLostAt).toEqual(expect.any(Number));
  app.later(milliseconds);
}

describe('while a registered phone is in use, another extension', () => {
  test('is refused from another address with the token of its own page there, and changes nothing', async () => {
    const own = await verifiedLogin();
    const before = await session();
    const body = await logInBy(await pageAt(ELSEWHERE), '1002', '4712', ELSEWHERE);
    expect(body).toContain('Login refused');
    expect(await session()).toEqual(before);
    expect(account(await get(FILE, ELSEWHERE))).toBeNull();
    expect(account(await get(FILE))?.user).toBe('1001');
    expect((await get(own)).body).toContain('1001');
    expect(await app.store.activeSessionsOf('1002')).toEqual([]);
    const refused = await app.db('hotdesk_audit').where({ action: 'login-refused' });
    expect(refused).toMatchObject([{ actor: 'extension 1002', extension: '1002', address: ELSEWHERE }]);
    expect(JSON.parse(refused[0].details)).toEqual({ code: 'phone-in-use' });
  });

  test('is refused so, even if it is logged in at another phone, where it stays', async () => {
    await verifiedLogin();
    const other = '/provision/cfg005058000002.xml';
    await logInBy(loginPath(await get(other, '127.0.0.7')), '1002', '4712', '127.0.0.7');
    await logInBy(await pageAt(ELSEWHERE), '1002', '4712', ELSEWHERE);
    expect(await app.store.activeSessionsOf('1002')).toMatchObject([{ mac: '005058000002' }]);
  });

  test.each([
    ['the token of the session, from anywhere', ELSEWHERE, true],
    ['the address of the phone, by any page', PHONE, false],
  ])('may log in by %s', async (_, from, byOwn) => {
    const page = await pageAt();
    const own = await verifiedLogin();
    await logInBy(byOwn ? own : page, '1002', '4712', from);
    expect(await session()).toMatchObject({ extension: '1002', loginAddress: from });
    expect(await app.store.activeSessionsOf('1001')).toEqual([]);
  });

  test('may not log in by the address of the phone where the kernel knows another MAC there', async () => {
    const page = await pageAt();
    await verifiedLogin();
    app.neighbours.set(PHONE, '005058000002' as Mac);
    await logInBy(page, '1002', '4712', PHONE);
    expect(await session()).toMatchObject({ extension: '1001' });
    app.neighbours.set(PHONE, MAC as Mac);
    await logInBy(page, '1002', '4712', PHONE);
    expect(await session()).toMatchObject({ extension: '1002' });
  });

  test('may log in from another address once Asterisk has had no contact for five minutes', async () => {
    await verifiedLogin();
    const page = await pageAt(ELSEWHERE);
    await loseContact(5 * 60_000 - 1);
    await logInBy(page, '1002', '4712', ELSEWHERE);
    expect(await session()).toMatchObject({ extension: '1001' });
    app.later(1);
    await logInBy(page, '1002', '4712', ELSEWHERE);
    expect(await session()).toMatchObject({ extension: '1002' });
  });

  test('is refused for as long as the phone is registered at a new address, from which it has not fetched', async () => {
    await verifiedLogin();
    const page = await pageAt(ELSEWHERE);
    await loseContact(6 * 60_000);
    app.asterisk.contacts.push(contactOfS500('1001', MOVED));
    expect(await logInBy(page, '1002', '4712', ELSEWHERE)).toContain('Login refused');
    expect(await session()).toMatchObject({ extension: '1001' });
    app.asterisk.contacts.splice(0);
    await logInBy(page, '1002', '4712', ELSEWHERE);
    expect(await session()).toMatchObject({ extension: '1002' });
  });

  test('is refused while Asterisk does not say whether the phone is registered', async () => {
    await verifiedLogin();
    const page = await pageAt(ELSEWHERE);
    await loseContact(6 * 60_000);
    app.asterisk.outage.ofContacts = true;
    expect(await logInBy(page, '1002', '4712', ELSEWHERE)).toContain('Login refused');
    expect(await session()).toMatchObject({ extension: '1001' });
  });

  test('is not refused for a softphone of the user', async () => {
    await verifiedLogin();
    const page = await pageAt(ELSEWHERE);
    await loseContact(6 * 60_000);
    app.asterisk.contacts.push(contactOfS500('1001', MOVED, 'Linphone/5.1.65'));
    await logInBy(page, '1002', '4712', ELSEWHERE);
    expect(await session()).toMatchObject({ extension: '1002' });
  });

  test('is logged in by an admin', async () => {
    await verifiedLogin();
    expect(await logInByRest('1002', PHONE)).toMatchObject({ extension: '1002' });
    expect(await session()).toMatchObject({ extension: '1002', loginAddress: PHONE });
  });
});

test('the same extension may log in once more from another address, as it may move to another phone', async () => {
  await verifiedLogin();
  await logInBy(await pageAt(ELSEWHERE), '1001', '4711', ELSEWHERE);
  expect(await session()).toMatchObject({ extension: '1001', loginAddress: ELSEWHERE });
});

test('an extension that is not verified yet is replaced by anybody who logs in', async () => {
  await logInBy(await pageAt(), '1001', '4711');
  await logInBy(await pageAt(ELSEWHERE), '1002', '4712', ELSEWHERE);
  expect(await session()).toMatchObject({ extension: '1002', loginAddress: ELSEWHERE });
  expect(account(await get(FILE))).toBeNull();
});

test('logins, logouts and refusals have their actors in the audit', async () => {
  const page = await pageAt();
  await logInBy(page, '1001', '0000');
  await logInBy(page, '1001', '4711');
  await get(`${await pageAt(ELSEWHERE)}/logout`, ELSEWHERE);
  await get(`${page}/logout`);
  const entries = await app.db('hotdesk_audit').orderBy('id').select('action', 'actor', 'address');
  expect(entries.filter(({ action }) => /^log(in|out)/.test(action))).toEqual([
    { action: 'login-refused', actor: `phone ${MAC}`, address: PHONE },
    { action: 'login', actor: 'extension 1001', address: PHONE },
    { action: 'logout-refused', actor: `phone ${MAC}`, address: ELSEWHERE },
    { action: 'logout', actor: 'extension 1001', address: PHONE },
  ]);
});

function logInByRest(
  extension: string,
  trustAddress: string | null = null,
  mac: string = MAC,
): Promise<Session | Refusal> {
  return app.desk.logInByRest({ mac: mac as Mac, extension, via: 'internal', trustAddress, by: ADMIN });
}

const NOT_TRUSTED = { refused: 'phone-not-trusted' };

describe('a login by REST', () => {
  test('needs a proof at a phone that was only seen, no matter who asked for its config', async () => {
    for (const from of [PHONE, ELSEWHERE]) await get(FILE, from);
    expect(await logInByRest('1001')).toEqual(NOT_TRUSTED);
    expect(await session()).toBeNull();
  });

  test('gives the account to the address that the caller vouches for, and to no other', async () => {
    const strangers = await pageAt(ELSEWHERE);
    expect(await logInByRest('1001', PHONE)).toMatchObject({ loginAddress: PHONE, loginTokenId: null });
    expect(account(await get(FILE, ELSEWHERE))).toBeNull();
    expect(account(await get(`/provision/${strangers.split('/')[2]}/cfg${MAC}.xml`, ELSEWHERE))).toBeNull();
    expect(account(await get(FILE))?.user).toBe('1001');
  });

  test('is refused with an address outside and the internal address of the PBX, but not with the external one', async () => {
    await get(FILE);
    expect(await logInByRest('1001', OUTSIDE)).toEqual(NOT_TRUSTED);
    const outside = { extension: '1001', via: 'external' as const, trustAddress: OUTSIDE, by: ADMIN };
    expect(await app.desk.logInByRest({ mac: MAC as Mac, ...outside })).toMatchObject({
      loginAddress: OUTSIDE,
    });
  });

  test('needs one after a verified session, too: its user knows its URLs, or was not at the phone', async () => {
    const own = await verifiedLogin();
    expect(await logInByRest('1002')).toEqual(NOT_TRUSTED);
    await get(`${own}/logout`);
    expect(await logInByRest('1002')).toEqual(NOT_TRUSTED);
  });

  test('reaches a registered phone by the session token that it has', async () => {
    const own = await verifiedLogin();
    await app.set({ requireToken: true });
    await logInByRest('1002', PHONE);
    const file = `/provision/${own.split('/')[2]}/cfg${MAC}.xml`;
    expect(account(await get(file, ELSEWHERE))).toBeNull();
    expect(account(await get(file))?.user).toBe('1002');
  });

  test('needs none where the kernel knows that the phone is at its last address', async () => {
    await get(FILE);
    app.neighbours.set(PHONE, '005058000099' as Mac);
    expect(await logInByRest('1001')).toEqual(NOT_TRUSTED);
    app.neighbours.set(PHONE, MAC as Mac);
    expect(await logInByRest('1001')).toMatchObject({ loginAddress: PHONE, loginTokenId: null });
    expect(account(await get(FILE))?.user).toBe('1001');
  });

  test('needs one after a login at the phone that was never verified: anybody may have done that', async () => {
    await logInBy(await pageAt(ELSEWHERE), '1002', '4712', ELSEWHERE);
    expect(await logInByRest('1001')).toEqual(NOT_TRUSTED);
    await app.desk.logOutFor(MAC as Mac, ADMIN);
    expect(await logInByRest('1001')).toEqual(NOT_TRUSTED);
  });

  test('that the phone has not answered is followed by another one with the same proof', async () => {
    await get(FILE);
    await logInByRest('1001', PHONE);
    expect(await logInByRest('1002')).toMatchObject({ extension: '1002', loginAddress: PHONE });
    expect(account(await get(FILE))?.user).toBe('1002');
    await app.desk.logOutFor(MAC as Mac, ADMIN);
    expect(await logInByRest('1003')).toEqual(NOT_TRUSTED);
  });

  test('of the same extension again, as long as nothing has changed, answers the same session', async () => {
    await get(FILE);
    const first = await logInByRest('1001', PHONE);
    if (isRefusal(first)) throw new Error(first.refused);
    expect(await logInByRest('1001', PHONE)).toMatchObject({ id: first.id });
    expect(await logInByRest('1001')).toMatchObject({ id: first.id });
  });

  test('needs a proof again after the phone was deleted and seen again', async () => {
    await verifiedLogin();
    await app.desk.logOutFor(MAC as Mac, ADMIN, 'phone-deleted');
    await app.db('hotdesk_phones').where({ mac: MAC }).delete();
    app.later(1);
    await get(FILE);
    expect(await logInByRest('1001')).toEqual(NOT_TRUSTED);
  });
});

describe('the link of a phone that an admin made', () => {
  const LINKED = '02ab00000001' as Mac;
  let link: string;
  beforeEach(async () => {
    const made = app.desk.newLink(LINKED);
    link = `/provision/${made.text}/linphone.xml`;
    const row = { brand: 'linphone', label: '', created_at: 0, link_token_id: made.id };
    await app.db('hotdesk_phones').insert({ mac: LINKED, ...row });
  });
  const fetchBy = async (path: string, from: string) =>
    (await app.get(path, from, { 'User-Agent': 'Linphone-Desktop/5.1.65' })).body;
  const active = () => app.store.activeSessionAt(LINKED);

  test('is a proof as long as nobody has used it; its first request tells the address', async () => {
    expect(await logInByRest('1001', null, LINKED)).toMatchObject({ loginAddress: null });
    expect(await fetchBy(link, PHONE)).toContain('secret-of-1001');
    expect(await active()).toMatchObject({ loginAddress: PHONE, phoneAddress: PHONE });
    expect(await fetchBy(link, ELSEWHERE)).not.toContain('secret-of-1001');
    expect(await fetchBy(link, PHONE)).toContain('secret-of-1001');
  });

  test('is still one after somebody else asked for the MAC', async () => {
    await get(`/provision/cfg${LINKED}.xml`, ELSEWHERE);
    expect(await app.store.phone(LINKED)).toMatchObject({
      lastSeen: { address: ELSEWHERE },
      linkUsed: false,
    });
    expect(await logInByRest('1001', null, LINKED)).toMatchObject({ loginAddress: null });
  });

  test('is none once it was used: users have seen it', async () => {
    await fetchBy(link, PHONE);
    expect(await logInByRest('1002', null, LINKED)).toEqual(NOT_TRUSTED);
    expect(await logInByRest('1002', PHONE, LINKED)).toMatchObject({ loginAddress: PHONE });
    expect(await fetchBy(link, ELSEWHERE)).not.toContain('secret-of-1002');
    expect(await fetchBy(link, PHONE)).toContain('secret-of-1002');
  });
});
