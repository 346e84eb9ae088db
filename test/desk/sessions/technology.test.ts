import type { Mac } from '../../../src/lib/mac';
import { account, FILE, logInAt, loginPath, MAC, S500 } from '../../phones/phone-server-support';
import { eventually, openTestApp, type RecordedLog, recordLog, type TestApp } from '../../test-app';

const ALICE = { name: 'Alice Adams', pin: '4711', secret: 'secret-of-1001' };

let app: TestApp;
let log: RecordedLog;
beforeEach(async () => {
  log = recordLog();
  app = await openTestApp({}, {}, null, { log });
  app.users.set('1001', { ...ALICE, technology: 'sip' });
});
afterEach(() => app.close());

const session = () => app.store.activeSessionAt(MAC as Mac);

describe('an account of a technology that Asterisk does not have', () => {
  beforeEach(() => {
    app.asterisk.technologies.delete('sip');
  });

  test('is refused at the phone, with its reason on the screen, in log and audit', async () => {
    const { answer } = await logInAt(app, '1001', '4711');
    expect(answer.body).toContain('The phone system cannot use the account of this extension.');
    expect(await session()).toBeNull();
    expect(log.events()).toContain('login.technology-missing');
    const [entry] = await app.db('hotdesk_audit').where({ action: 'login-refused' });
    expect(JSON.parse(entry.details)).toEqual({ code: 'technology-not-available' });
  });

  test.each(['de', 'es', 'fr', 'it', 'nl', 'pl', 'pt', 'ru', 'zh'] as const)(
    'is refused in the language of the phone: %s',
    async (screenLanguage) => {
      await app.set({ screenLanguage });
      const { answer } = await logInAt(app, '1001', '4711');
      expect([answer.status, await session()]).toEqual([200, null]);
      expect(answer.body).not.toContain('The phone system cannot use');
      app.users.set('1001', { ...ALICE, secret: null });
      const { answer: other } = await logInAt(app, '1001', '4711');
      expect(answer.body).not.toBe(other.body);
    },
  );

  test('is refused by REST and in a preview with the same code', async () => {
    await app.get(FILE, '127.0.0.1', S500);
    const by = { actor: 'key test', address: null };
    const request = {
      mac: MAC as Mac,
      extension: '1001',
      via: 'internal' as const,
      trustAddress: '127.0.0.1',
      by,
    };
    expect(await app.desk.logInByRest(request)).toEqual({ refused: 'technology-not-available' });
    const phone = { brand: 'sangoma', model: 's500', mac: null };
    expect(await app.desk.previewConfig('1001', phone)).toEqual({ refused: 'technology-not-available' });
  });

  test('is not revealed to somebody with a wrong password', async () => {
    const { answer } = await logInAt(app, '1001', '9999');
    expect(answer.body).toContain('Extension or password is wrong.');
  });

  test('is accepted as soon as FreePBX has converted it', async () => {
    await logInAt(app, '1001', '4711');
    app.users.set('1001', ALICE);
    await logInAt(app, '1001', '4711');
    expect(await session()).toMatchObject({ extension: '1001', technology: 'pjsip' });
  });
});

test('an account that Asterisk does not have yet logs in, and the log says what to do', async () => {
  app.asterisk.absent.add('sip 1001');
  await logInAt(app, '1001', '4711');
  expect(await session()).toMatchObject({ extension: '1001' });
  expect(log.events()).toContain('login.endpoint-missing');
});

test('while Asterisk is away nobody knows what it has, and logins go on', async () => {
  app.asterisk.technologies.delete('sip');
  app.asterisk.outage.ofContacts = true;
  await logInAt(app, '1001', '4711');
  expect(await session()).toMatchObject({ extension: '1001', technology: 'sip' });
});

test('an Asterisk that does not answer does not keep a login waiting for ever', async () => {
  const { endpointState } = app.asterisk.asterisk;
  app.asterisk.asterisk.endpointState = () => new Promise(() => undefined);
  await logInAt(app, '1001', '4711');
  app.asterisk.asterisk.endpointState = endpointState;
  expect(await session()).toMatchObject({ extension: '1001' });
});

test('a phone registers at the port of the technology of its account', async () => {
  await app.set({ sipPort: 5062, chanSipPort: 5162 });
  const ofChanSip = await logInAt(app, '1001', '4711');
  expect(ofChanSip.answer.status).toBe(200);
  expect(account(await app.get(FILE, '127.0.0.1', S500))).toMatchObject({ user: '1001', port: 5162 });
  await logInAt(app, '1002', '4712');
  expect(account(await app.get(FILE, '127.0.0.1', S500))).toMatchObject({ user: '1002', port: 5062 });
});

test('a login at a phone whose session has a technology that is gone notifies the phone', async () => {
  await logInAt(app, '1001', '4711');
  app.later(1_000);
  app.asterisk.technologies.delete('sip');
  await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined);
  app.asterisk.calls.length = 0;
  await logInAt(app, '1002', '4712');
  app.later(1_000);
  await eventually(() => app.asterisk.calls.some(({ did }) => did === 'notify'));
  expect(loginPath(await app.get(FILE, '127.0.0.1', S500))).toMatch(/^\/apps\//);
});
