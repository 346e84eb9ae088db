import { openTestApp, type TestApp } from '../../test-app';
import { addPhone, macOf, makeKnown, tryToLogIn } from './typing';

const PHONES = 24;
const ADDRESS = '127.0.0.5';

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
  app.stopClock();
  for (let number = 0; number < PHONES; number += 1) await addPhone(app, macOf(number), ADDRESS);
});
afterEach(() => app.close());

const logInAt = (number: number, password = '4711', extension = '1001') =>
  tryToLogIn(app, { mac: macOf(number), address: ADDRESS, extension, password });

/** Logs in at all phones, one after the other. */
async function logInEverywhere(): Promise<string[]> {
  const outcomes = [];
  for (let number = 0; number < PHONES; number += 1) outcomes.push(await logInAt(number));
  return outcomes;
}

const audit = async (action: string) => {
  const rows = await app.db('hotdesk_audit').where({ action }).orderBy('id');
  return rows.map(({ actor, details }) => ({ actor, ...JSON.parse(details) }));
};

test('one extension with its right PIN logs in at 20 phones at once, and at 20 an hour', async () => {
  expect(await logInEverywhere()).toEqual([...Array(20).fill('in'), ...Array(4).fill('locked-out')]);
  app.later(3 * 60_000);
  expect(await logInAt(20)).toBe('in');
  expect(await logInAt(21)).toBe('locked-out');
  app.later(3_600_000);
  expect(await logInEverywhere()).toEqual([...Array(20).fill('in'), ...Array(4).fill('locked-out')]);
});

test('parallel logins are all counted', async () => {
  // At phones that are not known, three of one extension at once are the limit already.
  for (let number = 0; number < PHONES; number += 1) await makeKnown(app, macOf(number), ADDRESS, '1002');
  const outcomes = await Promise.all(Array.from({ length: PHONES }, (_, number) => logInAt(number)));
  expect(outcomes.filter((outcome) => outcome === 'in')).toHaveLength(20);
});

test('the limit does not reveal whether the PIN is right, and holds for this extension only', async () => {
  await logInEverywhere();
  const before = await app.db('hotdesk_attempts').where({ subject: 'extension 1001' });
  expect(await logInAt(0, '0000')).toBe('locked-out');
  expect(await app.db('hotdesk_attempts').where({ subject: 'extension 1001' })).toEqual(before);
  expect(await logInAt(1, '4712', '1002')).toBe('in');
});

test('the audit names the extension, and an event informs the admin once', async () => {
  await logInEverywhere();
  expect(await audit('locked-out')).toEqual([{ actor: 'extension 1001', subject: 'logins 1001' }]);
  const events = app.events.filter(({ type }) => type === 'locked-out');
  expect(events).toEqual([expect.objectContaining({ subject: 'logins 1001' })]);
});

test('a right PIN that is refused for another reason counts, and is in the audit under its extension', async () => {
  await logInAt(0);
  await app.db('hotdesk_sessions').update({ verified_at: 1, state: 'verified', phone_address: '127.0.0.99' });
  for (let number = 0; number < 21; number += 1) await logInAt(0, '4712', '1002');
  const refused = await audit('login-refused');
  expect(refused).toEqual([
    ...Array(20).fill({ actor: 'extension 1002', code: 'phone-in-use' }),
    { actor: `phone ${macOf(0)}`, code: 'locked-out' },
  ]);
});

test('another number, or none, is a setting; a smaller one counts at once', async () => {
  await app.set({ maxLoginsPerHour: 0 });
  expect(await logInEverywhere()).toEqual(Array(PHONES).fill('in'));
  await app.set({ maxLoginsPerHour: 22 });
  expect((await logInEverywhere()).filter((outcome) => outcome === 'in')).toHaveLength(22);
  await app.set({ maxLoginsPerHour: 1 });
  expect(await logInAt(0)).toBe('locked-out');
  app.later(3_600_000);
  expect(await logInAt(0)).toBe('in');
});

test('logins by REST neither count nor are limited', async () => {
  const by = { actor: 'key test', address: null };
  const logInByRest = (number: number) =>
    app.desk.logInByRest({
      mac: macOf(number),
      extension: '1001',
      via: 'internal',
      trustAddress: ADDRESS,
      by,
    });
  for (let number = 0; number < PHONES; number += 1)
    expect(await logInByRest(number)).toMatchObject({ extension: '1001' });
  await logInEverywhere();
  expect(await logInByRest(3)).toMatchObject({ extension: '1001' });
});
