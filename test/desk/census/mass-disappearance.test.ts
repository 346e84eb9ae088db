import { recordLog } from '../../test-app';
import { ALICE, openThreePhones, type PhoneUser, type ThreePhones } from './three-phones';

/** Logs in at a fourth phone. */
const DESK: PhoneUser = { extension: '1005', password: '4715', mac: '005058000005', address: '127.0.0.15' };
const AT_ANOTHER_PHONE: PhoneUser = { ...ALICE, mac: '005058000009', address: '127.0.0.19' };
const EVERYBODY = ['1001', '1002', '1003'];
const NOT_COMPLETE = 'The phone system is not complete right now.';

const log = recordLog();
let phones: ThreePhones;
beforeEach(async () => {
  phones = await openThreePhones(log);
});
afterEach(() => phones.app.close());

/** Counted failures, without the counters of logins. */
const attempts = () =>
  phones.app
    .db('hotdesk_attempts')
    .where('failures', '>', 0)
    .whereNot('subject', 'like', 'logins%')
    .pluck('subject');
const auditOf = async (action: string) =>
  (await phones.app.db('hotdesk_audit').where({ action })).map(({ details }) => JSON.parse(details));
const published = () => phones.app.events.map(({ type }) => type).filter((type) => type.startsWith('pbx-'));

describe.each(['users', 'sip'] as const)('the table %s, empty for 50 seconds', (table) => {
  test('ends no session and notifies no phone, then and later', async () => {
    const before = phones.notifies();
    const putBack = phones.empty(table);
    await phones.pass(50);
    expect(await phones.loggedIn()).toEqual(EVERYBODY);
    putBack();
    await phones.pass(60);
    expect(await phones.loggedIn()).toEqual(EVERYBODY);
    expect(phones.notifies()).toBe(before);
  });

  test('ends the session of an extension that was deleted meanwhile, and no other', async () => {
    const putBack = phones.empty(table);
    await phones.pass(20);
    putBack();
    phones.app.users.delete('1002');
    await phones.pass(60);
    expect(await phones.loggedIn()).toEqual(['1001', '1003']);
    expect(await auditOf('logout')).toMatchObject([{ reason: 'extension-deleted' }]);
  });

  test('refuses logins with "try again", also the first one that finds it, and counts no attempt', async () => {
    const putBack = phones.empty(table);
    expect(await phones.logIn(AT_ANOTHER_PHONE)).toContain(NOT_COMPLETE);
    await phones.pass(30);
    expect(await phones.logIn(AT_ANOTHER_PHONE)).toContain(NOT_COMPLETE);
    expect(await phones.logIn(DESK)).toContain(NOT_COMPLETE);
    expect(await attempts()).toEqual([]);
    putBack();
    await phones.pass(10);
    expect(await phones.logIn(AT_ANOTHER_PHONE)).toContain('Logged in');
    expect(await auditOf('login-refused')).toEqual([
      { code: 'pbx-incomplete' },
      { code: 'pbx-incomplete' },
      { code: 'pbx-incomplete' },
    ]);
  });

  test('leaves a phone that fetches its account, byte for byte', async () => {
    const { body } = await phones.fetchConfig(ALICE);
    expect(body).toContain('secret-of-1001');
    phones.empty(table);
    expect((await phones.fetchConfig(ALICE)).body).toBe(body);
    await phones.pass(30);
    expect((await phones.fetchConfig(ALICE)).body).toBe(body);
  });

  test('is in the log, the audit and the events, once each time', async () => {
    const putBack = phones.empty(table);
    await phones.pass(50);
    putBack();
    await phones.pass(30);
    expect(
      log
        .events()
        .filter((event) => event.startsWith('pbx.'))
        .slice(-2),
    ).toEqual(['pbx.incomplete', 'pbx.complete']);
    expect(published()).toEqual(['pbx-incomplete', 'pbx-complete']);
    expect(await auditOf('pbx-incomplete')).toHaveLength(1);
    expect(await auditOf('pbx-complete')).toHaveLength(1);
  });
});

test('mailboxes that are lost refuse logins as well, and count no attempt', async () => {
  const putBack = phones.empty('voicemail.conf');
  expect(await phones.logIn(AT_ANOTHER_PHONE)).toContain(NOT_COMPLETE);
  await phones.pass(30);
  expect([await phones.loggedIn(), await attempts()]).toEqual([EVERYBODY, []]);
  putBack();
  await phones.pass(10);
  expect(await phones.logIn(AT_ANOTHER_PHONE)).toContain('Logged in');
});

test('an extension that is deleted is logged out, while nothing else is missing', async () => {
  phones.app.users.delete('1002');
  await phones.pass(40);
  expect(await phones.loggedIn()).toEqual(['1001', '1003']);
  expect(published()).toEqual([]);
});

test('a change of a config is notified when FreePBX is complete again, not before', async () => {
  const before = phones.notifies();
  const putBack = phones.empty('voicemail.conf');
  await phones.pass(20);
  await phones.app.set({ timezone: 'Europe/Rome' });
  await phones.pass(40);
  expect(phones.notifies()).toBe(before);
  putBack();
  await phones.pass(20);
  expect(phones.notifies()).toBe(before + 3);
});

test('a phone of which there is no copy is told to ask again, and gets no default login', async () => {
  const { app } = phones;
  const { rmSync } = await import('node:fs');
  rmSync(app.folder, { recursive: true });
  phones.empty('users');
  const { status, body } = await phones.fetchConfig(ALICE);
  expect([status, body]).toEqual([503, 'try again later\n']);
});

test('a preview says that FreePBX is incomplete, not that the extension is unknown', async () => {
  phones.empty('users');
  const s500 = { brand: 'sangoma', model: 's500', mac: null };
  expect(await phones.app.desk.previewConfig('1001', s500)).toEqual({ refused: 'pbx-incomplete' });
  expect(await phones.app.desk.previewConfig('1999', s500)).toEqual({ refused: 'pbx-incomplete' });
});

describe('rows that stay missing', () => {
  const counts = { users: 5, devices: 5, sip: 4, mailboxes: 0 };
  const by = { actor: 'key admin', address: '192.0.2.9' };

  test('are accepted when an admin says how many there are, and their sessions end', async () => {
    phones.empty('users');
    await phones.pass(20);
    expect(await phones.app.desk.confirmLosses({ ...counts, users: 4 }, by)).toMatchObject({
      kind: 'changed',
    });
    expect(phones.app.desk.incompletePbx()).not.toBeNull();
    expect(await phones.app.desk.confirmLosses(counts, by)).toMatchObject({ kind: 'confirmed' });
    expect(phones.app.desk.incompletePbx()).toBeNull();
    await phones.pass(40);
    expect(await phones.loggedIn()).toEqual([]);
    expect(await phones.app.db('hotdesk_audit').where({ action: 'pbx-losses-confirmed' })).toMatchObject([
      { actor: 'key admin', address: '192.0.2.9' },
    ]);
    expect(await phones.app.desk.confirmLosses(counts, by)).toEqual({ kind: 'complete' });
  });
});
