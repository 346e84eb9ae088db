import { openTestApp, type TestApp } from '../../test-app';
import { roundCount } from '../../tier';
import { addPhone, macOf, makeKnown, tryToLogIn } from './typing';

const DESK = '127.0.0.5';
const OUTSIDE = '127.9.0.1';
const MINUTE = 60_000;
const EXTENSIONS = 300;

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp({ internalNetworks: ['127.0.0.0/16'], enrolment: 'open' });
  app.stopClock();
});
afterEach(() => app.close());

const extensionOf = (number: number) => String(2_000 + number);

/** A PBX of 300 extensions more, all with this PIN. */
async function addUsers(pin: string): Promise<void> {
  for (let number = 0; number < EXTENSIONS; number += 1)
    app.users.set(extensionOf(number), { name: `User ${number}`, pin, secret: 'secret' });
  // The limits grow with the number of extensions, which are counted now and then.
  await app.desk.reconcile();
}

describe('a weak voicemail PIN', () => {
  const typed = { mac: macOf(1), address: DESK, extension: '1001' };

  test.each([
    ['one digit', '1111'],
    ['a sequence', '1234'],
    ['backwards', '9876'],
    ['too short', '835'],
  ])('lets nobody in at a phone that is not known: %s', async (_what, pin) => {
    app.users.set('1001', { name: 'Alice Adams', pin, secret: 'secret' });
    await addPhone(app, macOf(1), DESK);
    expect(await tryToLogIn(app, { ...typed, password: pin })).toBe('weak-voicemail-pin');
    expect(await app.store.activeSessionAt(macOf(1))).toBeNull();
    const refused = await app.db('hotdesk_audit').where({ action: 'login-refused' }).first();
    expect(JSON.parse(refused.details)).toEqual({ code: 'weak-voicemail-pin' });
  });

  test('counts as a wrong one there, so that the limits do not distinguish the two', async () => {
    app.users.set('1001', { name: 'Alice Adams', pin: '1234', secret: 'secret' });
    await addPhone(app, macOf(1), DESK);
    const outcomes = [];
    for (let guess = 0; guess < 4; guess += 1)
      outcomes.push(await tryToLogIn(app, { ...typed, password: '1234' }));
    expect(outcomes).toEqual([...Array(3).fill('weak-voicemail-pin'), 'locked-out']);
  });

  test('is enough at a known phone, and everywhere where a setting says so', async () => {
    app.users.set('1001', { name: 'Alice Adams', pin: '1234', secret: 'secret' });
    await makeKnown(app, macOf(1), DESK, '1002');
    expect(await tryToLogIn(app, { ...typed, password: '1234' })).toBe('in');
    await addPhone(app, macOf(2), DESK);
    await app.set({ weakVoicemailPins: 'everywhere' });
    expect(await tryToLogIn(app, { ...typed, mac: macOf(2), address: OUTSIDE, password: '1234' })).toBe('in');
  });
});

describe('one PIN tried at all extensions', () => {
  const sprayer = (number: number) => `127.9.${number % 60}.1`;
  const spray = (number: number, password: string) =>
    tryToLogIn(app, {
      mac: macOf(number % 60),
      address: sprayer(number),
      extension: extensionOf(number % EXTENSIONS),
      password,
    });

  beforeEach(async () => {
    await addUsers('4771');
    await makeKnown(app, macOf(100), DESK, extensionOf(7));
  });

  test('is limited as one attack, from however many addresses, and disturbs nobody else', async () => {
    const outcomes = [];
    for (let number = 0; number < EXTENSIONS; number += 1) outcomes.push(await spray(number, '2580'));
    // 30, and one for each five of 305 extensions.
    expect(outcomes.filter((outcome) => outcome === 'wrong-password')).toHaveLength(91);
    expect(outcomes.filter((outcome) => outcome === 'locked-out')).toHaveLength(209);
    // The right PIN reveals nothing while the attack lasts.
    await addPhone(app, macOf(3), OUTSIDE);
    const right = { mac: macOf(3), extension: extensionOf(200), password: '4771' };
    expect(await tryToLogIn(app, { ...right, address: OUTSIDE })).toBe('locked-out');
    // People at a known phone, and at a new one inside, notice nothing.
    const known = { mac: macOf(100), address: DESK, extension: extensionOf(7), password: '4771' };
    expect(await tryToLogIn(app, known)).toBe('in');
    expect(await tryToLogIn(app, { ...right, address: '127.0.0.77' })).toBe('in');
  });

  test('gets few more chances over a day', async () => {
    let checked = 0;
    const hours = roundCount({ full: 24, core: 6 });
    for (let minute = 0; minute < hours * 60; minute += 4) {
      app.later(4 * MINUTE);
      const outcomes = [];
      for (let number = 0; number < 3; number += 1) outcomes.push(await spray(minute * 3 + number, '2580'));
      checked += outcomes.filter((outcome) => outcome === 'wrong-password').length;
    }
    expect(checked).toBeGreaterThan(91);
    expect(checked).toBeLessThanOrEqual(91 + hours * 2.6);
  });
});

test('on the first day of a floor, 200 people log in at new phones, though each fifth mistypes first', async () => {
  await addUsers('4771');
  const outcomes = [];
  for (let number = 0; number < 200; number += 1) {
    const [mac, address] = [macOf(number), `127.0.2.${number + 1}`];
    await addPhone(app, mac, address);
    const typed = { mac, address, extension: extensionOf(number) };
    if (number % 5 === 0) await tryToLogIn(app, { ...typed, password: '4717' });
    outcomes.push(await tryToLogIn(app, { ...typed, password: '4771' }));
    app.later(20_000);
  }
  expect(outcomes).toEqual(Array(200).fill('in'));
});
