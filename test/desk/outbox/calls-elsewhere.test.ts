import type { Mac } from '../../../src/lib/mac';
import { contactOfS500, FILE, loginPath, MAC, S500 } from '../../phones/phone-server-support';
import { eventually, openTestApp, type TestApp } from '../../test-app';

const PHONE = '127.0.0.5';
const LAPTOP = '127.0.0.6';
const MINUTE = 60_000;

let app: TestApp;
/** The path of the pages of Alice's session at the phone. */
let own: string;
beforeEach(async () => {
  app = await openTestApp();
  app.stopClock();
});
afterEach(() => app.close());

const session = () => app.store.activeSessionAt(MAC as Mac);
const get = (path: string, from = PHONE) => app.get(path, from, S500);
const fileBy = (page: string) => `/provision/${page.split('/')[2]}/cfg${MAC}.xml`;
const logInBy = async (page: string, extension: string, password: string) =>
  (await get(`${page}/login?extension=${extension}&password=${password}`)).body;
const jobs = () => app.db('hotdesk_jobs').orderBy('id').select('due_at');
const done = () => app.asterisk.calls.map(({ did }) => did);

async function jobsAreDone(): Promise<void> {
  app.later(2_000);
  await app.desk.reconcile();
  await eventually(async () => (await jobs()).length === 0);
}

/** The first waiting job has been tried, and waits for the end of a call. */
async function jobWaits(): Promise<void> {
  const before = (await jobs())[0]?.due_at;
  app.later(5_000);
  await app.desk.reconcile();
  await eventually(async () => (await jobs())[0]?.due_at > before);
}

/** Alice logs in at the phone; what has her account registers from this address. */
async function logInVerified(registersFrom: string): Promise<void> {
  await logInBy(loginPath(await get(FILE)), '1001', '4711');
  own = loginPath(await get(FILE));
  await get(fileBy(own), registersFrom);
  await eventually(async () => (await session())?.state === 'provisioned');
  app.asterisk.register(contactOfS500('1001', registersFrom));
  await eventually(async () => (await session())?.state === 'verified');
  await jobsAreDone();
  app.asterisk.calls.length = 0;
}

/** Alice is in a call with her own account, at this address. */
function isInCallAt(address: string): void {
  app.asterisk.inCalls.push({ endpoint: '1001', address });
}

describe('a call at another machine, from which somebody asked by the token of the session', () => {
  beforeEach(async () => {
    await logInVerified(PHONE);
    await get(fileBy(own), LAPTOP);
    expect((await session())?.phoneAddress).toBe(LAPTOP);
    isInCallAt(LAPTOP);
  });

  test('delays neither the notification of the phone nor the end of its registration', async () => {
    await get(`${own}/logout`);
    await jobsAreDone();
    expect(done()).toEqual(['notify', 'end']);
  });

  test('is no reason to refuse the next user', async () => {
    await app.set({ duringCall: 'refuse' });
    await logInBy(own, '1002', '4712');
    expect(await session()).toMatchObject({ extension: '1002' });
    await jobsAreDone();
    expect(done()).toEqual(['notify', 'end']);
  });
});

test('a call where a user registered something else in place of the phone is no reason to refuse the next user', async () => {
  await logInVerified(LAPTOP);
  isInCallAt(LAPTOP);
  await app.set({ duringCall: 'refuse' });
  await logInBy(own, '1002', '4712');
  expect(await session()).toMatchObject({ extension: '1002' });
  await jobsAreDone();
});

test.each([LAPTOP, ''])(
  'a call where a user registered something else in place of the phone does not delay the next user (address "%s")',
  async (at) => {
    await logInVerified(LAPTOP);
    isInCallAt(at);
    await get(`${own}/logout`);
    await jobWaits();
    await logInBy(loginPath(await get(FILE)), '1002', '4712');
    expect(await session()).toMatchObject({ extension: '1002', loginAddress: PHONE });
    await jobsAreDone();
    expect(done()).toEqual(['notify', 'end', 'notify']);
  },
);

describe('a call at the phone', () => {
  test.each([PHONE, ''])(
    'delays the notification also when the next user has logged in there (address "%s")',
    async (at) => {
      await logInVerified(PHONE);
      isInCallAt(at);
      await logInBy(own, '1002', '4712');
      await jobWaits();
      app.asterisk.inCalls.length = 0;
      await jobsAreDone();
      expect(done()).toEqual(['notify', 'end']);
    },
  );

  test.each([PHONE, ''])('refuses the next user, where calls do that (address "%s")', async (at) => {
    await logInVerified(PHONE);
    isInCallAt(at);
    await app.set({ duringCall: 'refuse' });
    await logInBy(own, '1002', '4712');
    expect(await session()).toMatchObject({ extension: '1001' });
  });

  test.each([PHONE, ''])(
    'delays the jobs of an ended session half an hour at most (address "%s")',
    async (at) => {
      await logInVerified(PHONE);
      isInCallAt(at);
      await get(`${own}/logout`);
      app.later(29 * MINUTE);
      await jobWaits();
      app.later(MINUTE);
      await jobsAreDone();
      expect(done()).toEqual(['notify', 'end']);
    },
  );
});
