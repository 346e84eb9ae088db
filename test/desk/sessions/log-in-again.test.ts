import type { Mac } from '../../../src/lib/mac';
import { account, contactOfS500, FILE, loginPath, MAC, S500 } from '../../phones/phone-server-support';
import { eventually, openTestApp, type TestApp } from '../../test-app';

const PHONE = '127.0.0.5';
const ELSEWHERE = ['10.0.0.0/8'];
const MINUTE = 60_000;

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
  app.stopClock();
});
afterEach(() => app.close());

const session = () => app.store.activeSessionAt(MAC as Mac);
const get = (path: string) => app.get(path, PHONE, S500);
/** Alice logs in by a page that the phone got for the bare file. */
const logInBy = (page: string) => get(`${page}/login?extension=1001&password=4711`);

/** The path of the phone's file by the token of a page. */
const fileBy = (page: string) => FILE.replace('/provision/', `/provision/${page.split('/')[2]}/`);

/** Alice logs in at the phone, which registers; answers the page by which she did. */
async function verifiedLogin(): Promise<string> {
  const page = loginPath(await get(FILE));
  await logInBy(page);
  await get(fileBy(page));
  await eventually(async () => (await session())?.state === 'provisioned');
  app.asterisk.register(contactOfS500('1001', PHONE));
  await eventually(async () => (await session())?.state === 'verified');
  return page;
}

async function loseContact(): Promise<void> {
  app.asterisk.contacts.splice(0);
  await app.desk.reconcile();
  app.later(31_000);
  await app.desk.reconcile();
  expect((await session())?.contactLostAt).toEqual(expect.any(Number));
}

describe('a user whose phone has lost its account logs in again by the page of the first login', () => {
  test.each([
    ['inside, half an hour after Asterisk lost the contact', ['127.0.0.0/8'], loseContact],
    ['outside, where a restart is enough, while Asterisk has the contact', ELSEWHERE, async () => undefined],
  ])('%s, and the phone gets the account', async (_, internalNetworks, lose) => {
    await app.set({ internalNetworks });
    const page = await verifiedLogin();
    const before = await session();
    await lose();
    app.later(31 * MINUTE);
    expect(account(await get(FILE))).toBeNull();
    expect((await logInBy(page)).body).toContain('1001');
    const now = await session();
    expect(now?.id).not.toBe(before?.id);
    expect(now).toMatchObject({ extension: '1001', state: 'requested' });
    expect(account(await get(fileBy(page)))?.user).toBe('1001');
  });
});

test('a form that is sent twice changes nothing, also when the phone is verified meanwhile', async () => {
  const page = await verifiedLogin();
  const before = await session();
  await logInBy(page);
  expect(await session()).toEqual(before);
});
