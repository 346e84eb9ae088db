import { RequestingPhone } from '../brands/phone-server-support';
import { eventually, openTestApp, type TestApp } from '../test-app';
import {
  accountIn,
  type DeskPhone,
  fetchConfig,
  openDesks,
  register,
  unregister,
  useDesk,
} from './desk-phones';

/** A user with one valid PIN, who knows the MAC of every phone. */
const ATTACKER = { extension: '1001', pin: '4711' };
const OUTSIDE = '127.9.9.9';
const INSIDE = '127.0.92.1';
const PHONES = 14;
/** `maxLoginsPerHour` by default. */
const MAX_LOGINS = 20;
const HOUR = 3_600_000;

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp({ internalNetworks: ['127.0.0.0/16'] });
  app.stopClock();
});
afterEach(() => app.close());

type Way = 'one GET' | 'the forms';

/** Gets a page token for the MAC of a phone, and logs in by it. */
async function attack({ row, number }: DeskPhone, from: string, way: Way): Promise<void> {
  const claimed = new RequestingPhone(app, row, number, from);
  const { extension, pin } = ATTACKER;
  if (way === 'the forms') {
    await claimed.logIn(extension, pin);
    return;
  }
  const page = claimed.keyIn(await claimed.config());
  await claimed.get(`${page}/login?extension=${extension}&password=${pin}`);
}

/** The running sessions: extension, state and id. */
const activeSessions = async (): Promise<string[]> =>
  (await app.db('hotdesk_sessions').whereNotNull('active_mac').orderBy('extension')).map(
    ({ extension, state, id }) => `${extension} ${state} ${id}`,
  );
const extensionsIn = (sessions: readonly string[]) => sessions.map((session) => session.split(' ')[0]);
const auditOf = (action: string) => app.db('hotdesk_audit').where({ action });

describe.each([
  ['where the address is a proof', false],
  ['where only the token is', true],
])('one user with one PIN, at the MACs of 14 phones in use, %s', (_, requireToken) => {
  let desks: DeskPhone[];
  beforeEach(async () => {
    await app.set({ requireToken });
    desks = await openDesks(app, PHONES, { keepsUrl: requireToken });
    for (const desk of desks) await useDesk(app, desk, desk);
  });

  test('ends no session, and every user goes on as before', async () => {
    const before = await activeSessions();
    expect(before.filter((session) => session.includes('verified'))).toHaveLength(PHONES);
    for (const from of [OUTSIDE, INSIDE]) {
      for (const way of ['one GET', 'the forms'] as const) {
        for (const desk of desks) await attack(desk, from, way);
        expect([from, way, await activeSessions()]).toEqual([from, way, before]);
        // Otherwise the limit of logins would end the next attack.
        app.later(HOUR);
      }
    }
    const refusals = await auditOf('login-refused');
    expect(refusals).toHaveLength(4 * PHONES);
    for (const { actor, details } of refusals)
      expect([actor, JSON.parse(details)]).toEqual(['extension 1001', { code: 'phone-in-use' }]);

    for (const desk of desks) {
      expect(await fetchConfig(desk)).toBe(desk.extension);
      await desk.phone.logOut();
      unregister(app, desk.extension);
      expect(await app.store.activeSessionAt(desk.mac)).toBeNull();
      expect(await fetchConfig(desk)).toBeNull();
      await useDesk(app, desk, desk);
      const other = { extension: String(3_000 + desk.number), pin: desk.pin };
      app.users.set(other.extension, { name: 'Other', pin: other.pin, secret: 'secret-of-other' });
      await useDesk(app, desk, other);
      expect(await app.store.activeSessionsOf(desk.extension)).toEqual([]);
    }
  }, 180_000);
});

describe('one user with one PIN, at the MACs of phones where nobody is logged in', () => {
  let desks: DeskPhone[];
  beforeEach(async () => {
    desks = await openDesks(app, PHONES, { keepsUrl: false });
  });

  test('takes one phone at a time, at most 20 an hour, each as that user in the audit; the phones serve their users at once', async () => {
    for (const desk of [...desks, ...desks]) await attack(desk, OUTSIDE, 'one GET');
    const logins = await auditOf('login');
    expect(logins).toHaveLength(MAX_LOGINS);
    for (const { actor, address } of logins) expect([actor, address]).toEqual(['extension 1001', OUTSIDE]);
    expect((await auditOf('login-refused')).map(({ details }) => JSON.parse(details).code)).toEqual(
      Array(2 * PHONES - MAX_LOGINS).fill('locked-out'),
    );
    expect(extensionsIn(await activeSessions())).toEqual([ATTACKER.extension]);
    for (const desk of desks) await useDesk(app, desk, desk);
    expect(extensionsIn(await activeSessions())).toEqual(desks.map(({ extension }) => extension));
  }, 180_000);

  test('holds the phone whose account they registered elsewhere until 5 minutes without that registration, or until an admin ends it', async () => {
    const [first, second, third] = desks;
    if (!first || !second || !third) throw new Error('no phones');
    const hold = async (desk: DeskPhone): Promise<void> => {
      const claimed = new RequestingPhone(app, desk.row, desk.number, OUTSIDE);
      const page = claimed.keyIn(await claimed.config());
      await claimed.get(`${page}/login?extension=${ATTACKER.extension}&password=${ATTACKER.pin}`);
      claimed.link = page.split('/')[2] ?? null;
      expect(accountIn(claimed.read(await claimed.config()))).toBe(ATTACKER.extension);
      await register(app, desk, ATTACKER.extension, OUTSIDE);
    };
    const logsIn = async (desk: DeskPhone) => {
      await desk.phone.logIn(desk.extension, desk.pin);
      return (await app.store.activeSessionsOf(desk.extension)).length === 1;
    };

    await hold(first);
    expect(await fetchConfig(first)).toBeNull();
    expect(await logsIn(first)).toBe(false);
    expect(await auditOf('login-refused')).toMatchObject([{ actor: `extension ${first.extension}` }]);
    // Nobody else notices.
    await useDesk(app, third, third);

    await hold(second);
    expect(await logsIn(first)).toBe(true);
    expect(await logsIn(second)).toBe(false);
    const by = { actor: 'key admin', address: null };
    await app.desk.logOutFor(second.mac, by);
    expect(await logsIn(second)).toBe(true);

    await app.desk.logOutFor(first.mac, by);
    await hold(first);
    unregister(app, ATTACKER.extension);
    await app.desk.reconcile();
    app.later(60_000);
    await app.desk.reconcile();
    await eventually(async () => (await app.store.activeSessionAt(first.mac))?.contactLostAt);
    app.later(4 * 60_000);
    expect(await logsIn(first)).toBe(false);
    app.later(60_000);
    expect(await logsIn(first)).toBe(true);
  }, 180_000);
});
