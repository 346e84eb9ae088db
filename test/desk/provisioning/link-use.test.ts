import type { Session } from '../../../src/desk/model';
import type { Refusal } from '../../../src/desk/refusals';
import type { Mac } from '../../../src/lib/mac';
import { account, loginPath, S500 } from '../../phones/phone-server-support';
import { openTestApp, type TestApp } from '../../test-app';

const LINKED = '0050580000a1' as Mac;
const BARE = `/provision/cfg${LINKED}.xml`;
const PHONE = '127.0.0.5';
const ELSEWHERE = '127.0.0.6';
const NOT_TRUSTED = { refused: 'phone-not-trusted' };

let app: TestApp;
/** The text of the link of a phone that an admin has created, and the path of its config. */
let link: string;
let file: string;
beforeEach(async () => {
  app = await openTestApp();
  app.stopClock();
  const made = app.desk.newLink(LINKED);
  link = made.text;
  file = `/provision/${link}/cfg${LINKED}.xml`;
  const row = { brand: 'sangoma', label: '', created_at: 0, link_token_id: made.id };
  await app.db('hotdesk_phones').insert({ mac: LINKED, ...row });
});
afterEach(() => app.close());

const get = (path: string, from: string) => app.get(path, from, S500);
const isUsed = async () => (await app.store.phone(LINKED))?.linkUsed;
const active = () => app.store.activeSessionAt(LINKED);

async function logInAt(path: string, from: string): Promise<void> {
  await get(`${loginPath(await get(path, from))}/login?extension=1002&password=4712`, from);
  expect(await active()).toMatchObject({ extension: '1002' });
}

function logInByRest(extension = '1001'): Promise<Session | Refusal> {
  const by = { actor: 'key test', address: null };
  return app.desk.logInByRest({ mac: LINKED, extension, via: 'internal', trustAddress: null, by });
}

test('a link that the phone used while somebody else was logged in under its MAC is no proof any more', async () => {
  await logInAt(BARE, ELSEWHERE);
  expect(await isUsed()).toBe(false);
  const answer = await get(file, PHONE);
  expect(account(answer)).toBeNull();
  expect(answer.body).toContain(link);
  expect(await logInByRest()).toEqual(NOT_TRUSTED);
  expect(account(await get(file, ELSEWHERE))?.user).not.toBe('1001');
});

test('the phone of a login by its link still gets the account by it, until it is verified', async () => {
  await logInAt(file, PHONE);
  expect(account(await get(file, PHONE))?.user).toBe('1002');
  expect(account(await get(file, ELSEWHERE))).toBeNull();
});

test('the phone of a login by REST still gets the account by its first request', async () => {
  expect(await logInByRest()).toMatchObject({ loginAddress: null });
  expect(account(await get(file, PHONE))?.user).toBe('1001');
  expect(await isUsed()).toBe(true);
});

test('a phone that was seen without its link gets the account of a login by REST by the link alone', async () => {
  await get(BARE, PHONE);
  app.neighbours.set(PHONE, LINKED);
  expect(await logInByRest()).toMatchObject({ loginAddress: null });
  expect(account(await get(BARE, PHONE))).toBeNull();
  expect(account(await get(file, PHONE))?.user).toBe('1001');
});

describe('the link is used as well', () => {
  test('by a page alone', async () => {
    await get(`/apps/${link}/i`, ELSEWHERE);
    expect(await logInByRest()).toEqual(NOT_TRUSTED);
  });

  test('by a request for the file of another phone', async () => {
    await get(`/provision/${link}/cfg005058000001.xml`, ELSEWHERE);
    expect(await logInByRest()).toEqual(NOT_TRUSTED);
  });

  test('by a request whose login for provisioning was refused', async () => {
    await app.desk.findKnownFileSource({ mac: LINKED, tokenText: link, address: ELSEWHERE });
    expect(await logInByRest()).toEqual(NOT_TRUSTED);
  });

  test('by a request that comes while the login by REST is decided', async () => {
    const { store } = app;
    const { phone } = store;
    store.phone = async (mac) => {
      store.phone = phone;
      const unused = await phone(mac);
      await get(file, ELSEWHERE);
      return unused;
    };
    expect(await logInByRest()).toEqual(NOT_TRUSTED);
  });
});

test('what else is recorded of the phone at the same time leaves the use of the link recorded', async () => {
  const lastSeen = { at: 5, address: PHONE };
  const seen = { mac: LINKED, brand: 'sangoma', model: 's500', firmware: null, lastSeen };
  const bare = app.store.recordPhone(seen);
  await Promise.all([bare, get(`/apps/${link}/i`, PHONE)]);
  expect(await isUsed()).toBe(true);
});
