import { openTestApp, type TestApp } from '../../test-app';
import { macOf, makeKnown, tryToLogIn } from './typing';

const DESKS = [1, 2, 3].map((number) => ({ mac: macOf(number), address: `127.0.0.${number}` }));
const [FIRST, SECOND, THIRD] = DESKS as [(typeof DESKS)[0], (typeof DESKS)[0], (typeof DESKS)[0]];

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
  app.stopClock();
  for (const { mac, address } of DESKS) await makeKnown(app, mac, address, '1002');
});
afterEach(() => app.close());

const guess = (desk: typeof FIRST, extension: string) =>
  tryToLogIn(app, { ...desk, extension, password: '0000' });
const logIn = (desk: typeof FIRST, extension: string, password: string) =>
  tryToLogIn(app, { ...desk, extension, password });

async function subjects(): Promise<string[]> {
  const rows = await app.db('hotdesk_audit').where({ action: 'locked-out' }).orderBy('id');
  return rows.map(({ details }) => JSON.parse(details).subject);
}

test('a colleague who guesses at two desks does not lock anybody out of the others', async () => {
  for (let round = 0; round < 6; round += 1) {
    expect(await guess(FIRST, '1001')).toBe('wrong-password');
    expect(await guess(SECOND, '1001')).toBe('wrong-password');
    app.later(30_000);
  }
  expect(await logIn(THIRD, '1001', '4711')).toBe('in');
});

describe('the desk where PINs are guessed', () => {
  beforeEach(async () => {
    for (const extension of ['1001', '1003'])
      for (let number = 0; number < 4; number += 1)
        expect(await guess(FIRST, extension)).toBe('wrong-password');
  });

  test('is locked first, and an admin is informed', async () => {
    expect(await logIn(FIRST, '1001', '4711')).toBe('locked-out');
    expect(await subjects()).toContain(`phone ${FIRST.mac}|${FIRST.address}`);
    app.later(15 * 60_000);
    expect(await logIn(FIRST, '1001', '4711')).toBe('in');
  });

  test('still lets in whom it knows best: the user who was there last', async () => {
    expect(await logIn(FIRST, '1002', '4712')).toBe('in');
  });

  test('also lets in that user after somebody else has logged in under its MAC at another address', async () => {
    app.later(1);
    await makeKnown(app, FIRST.mac, '127.0.0.9', '1001');
    expect(await logIn(FIRST, '1002', '4712')).toBe('in');
  });

  test('affects no other desk', async () => {
    expect(await logIn(SECOND, '1001', '4711')).toBe('in');
  });
});

test('guesses at an address that a desk had before count as guesses at other desks', async () => {
  const before = { ...FIRST, address: '127.0.0.9' };
  await makeKnown(app, before.mac, before.address, '1001');
  app.later(1);
  await makeKnown(app, FIRST.mac, FIRST.address, '1001');
  const counted = async () =>
    (await app.db('hotdesk_attempts').where('subject', 'like', 'extension 1001@%')).map(
      ({ subject }) => subject,
    );
  await guess(FIRST, '1001');
  expect(await counted()).toEqual([`extension 1001@${FIRST.mac}|${FIRST.address}`]);
  await guess(before, '1001');
  expect(await counted()).toHaveLength(3);
});

test('a user who mistypes their PIN once a day is never made to wait at their own phone', async () => {
  for (let day = 0; day < 30; day += 1) {
    expect(await guess(FIRST, '1002')).toBe('wrong-password');
    expect(await logIn(FIRST, '1002', '4712')).toBe('in');
    app.later(24 * 3_600_000 - 60_000);
  }
});
