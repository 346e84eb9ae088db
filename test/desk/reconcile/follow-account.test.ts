import type { Mac } from '../../../src/lib/mac';
import { account, contactOfS500, FILE, logInAt, MAC, S500 } from '../../phones/phone-server-support';
import { eventually, openTestApp, type RecordedLog, recordLog, type TestApp } from '../../test-app';

const PHONE = '127.0.0.5';
const ALICE = { name: 'Alice Adams', pin: '4711', secret: 'secret-of-1001' };
const CHAN_SIP = { ...contactOfS500('1001', PHONE), technology: 'sip' as const };

let app: TestApp;
let log: RecordedLog;
beforeEach(async () => {
  log = recordLog();
  app = await openTestApp({ sipPort: 5062, chanSipPort: 5162 }, {}, null, { log });
  app.stopClock();
  app.users.set('1001', { ...ALICE, technology: 'sip' });
  await logInAt(app, '1001', '4711', PHONE);
  await app.get(FILE, PHONE, S500);
  await settled(1_000);
  app.asterisk.register(CHAN_SIP);
  await eventually(async () => (await session())?.state === 'verified');
  app.asterisk.calls.length = 0;
});
afterEach(() => app.close());

const session = () => app.store.activeSessionAt(MAC as Mac);
const notifies = () => app.asterisk.calls.filter(({ did }) => did === 'notify').length;
const actions = async () => (await app.db('hotdesk_audit').orderBy('id')).map(({ action }) => String(action));

/** Advances the clock, runs a round and waits until all due jobs are done. */
async function settled(milliseconds: number): Promise<void> {
  app.later(milliseconds);
  await app.desk.reconcile();
  await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined);
}

/** As "Convert to PJSIP" and "Apply Config" of FreePBX do. */
function convert(): void {
  app.users.set('1001', ALICE);
  app.asterisk.contacts.length = 0;
}

describe('a session whose device FreePBX converts from chan_sip to PJSIP', () => {
  test('follows: its phone is notified once, gets the other port, and its registration verifies it', async () => {
    const before = await session();
    convert();
    await settled(1_000);
    await settled(20_000);
    expect(await session()).toMatchObject({ id: before?.id, technology: 'pjsip', endpoint: '1001' });
    expect(notifies()).toBe(1);
    expect(account(await app.get(FILE, PHONE, S500))).toMatchObject({ user: '1001', port: 5062 });
    app.asterisk.register(contactOfS500('1001', PHONE));
    await eventually(async () => (await session())?.state === 'verified');
    await settled(20_000);
    await settled(3_600_000);
    expect(notifies()).toBe(1);
    expect(await actions()).toContain('account-followed');
    expect(app.events).toContainEqual(
      expect.objectContaining({ type: 'session-repaired', repair: 'account-followed' }),
    );
  });

  test('also when it gets another device', async () => {
    app.users.set('1001', { ...ALICE, technology: 'sip', endpoint: '8001' });
    app.asterisk.contacts.length = 0;
    await settled(1_000);
    await settled(20_000);
    expect(await session()).toMatchObject({ endpoint: '8001', technology: 'sip' });
    app.asterisk.register({ ...CHAN_SIP, endpoint: '8001', uri: `sip:8001@${PHONE}:5060` });
    await eventually(async () => (await session())?.state === 'verified');
  });

  test('keeps its phone until Asterisk has the new account: before "Apply Config" the old one still works', async () => {
    app.users.set('1001', ALICE);
    app.asterisk.absent.add('pjsip 1001');
    for (let round = 0; round < 5; round += 1) await settled(20_000);
    expect(await session()).toMatchObject({ technology: 'sip', state: 'verified' });
    expect(notifies()).toBe(0);
    expect(log.events().filter((event) => event === 'session.account-not-in-asterisk')).toHaveLength(1);
    // Also when it fetches its config for another reason.
    expect(account(await app.get(FILE, PHONE, S500))).toMatchObject({ user: '1001', port: 5162 });
    app.asterisk.absent.clear();
    app.asterisk.contacts.length = 0;
    await settled(20_000);
    expect(await session()).toMatchObject({ technology: 'pjsip' });
    expect(notifies()).toBe(1);
  });

  test('keeps its phone while Asterisk is away', async () => {
    app.users.set('1001', ALICE);
    app.asterisk.outage.ofContacts = true;
    for (let round = 0; round < 3; round += 1) await settled(20_000);
    expect(await session()).toMatchObject({ technology: 'sip' });
    expect(notifies()).toBe(0);
  });

  test('stays as it is if the conversion is to a technology that Asterisk does not have', async () => {
    convert();
    app.asterisk.contacts.push(CHAN_SIP);
    app.asterisk.technologies.delete('pjsip');
    for (let round = 0; round < 3; round += 1) await settled(20_000);
    expect(await session()).toMatchObject({ technology: 'sip', state: 'verified' });
    expect(notifies()).toBe(0);
  });
});

test('a device that is another one for a moment, as when FreePBX rewrites it, moves no session and notifies nobody', async () => {
  const chanSip = { ...ALICE, technology: 'sip' as const };
  for (const passing of [{ ...chanSip, endpoint: '8001' }, ALICE, { ...chanSip, secret: null }]) {
    app.users.set('1001', passing);
    await settled(1_000);
    await settled(10_000);
    app.users.set('1001', chanSip);
    await settled(5_000);
  }
  expect(await session()).toMatchObject({ technology: 'sip', endpoint: '1001', state: 'verified' });
  expect(notifies()).toBe(0);
});
