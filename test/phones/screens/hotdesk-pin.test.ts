import { passwordMatches } from '../../../src/lib/passwords';
import { openTestApp, type TestApp } from '../../test-app';
import {
  actionOf,
  fieldsOf,
  MAC,
  nextOf,
  PIN,
  type PinPhone,
  phoneAt,
  titleOf,
  withFormFields,
} from './pin-support';

/** Hashing is slow on purpose. */
jest.setTimeout(60_000);

let testApp: TestApp;
let ask: PinPhone['ask'];
let app: PinPhone['app'];
let logIn: PinPhone['logIn'];
let givePin: PinPhone['givePin'];
let hotdeskPin: PinPhone['hotdeskPin'];
const open = async (...how: Parameters<typeof openTestApp>) => {
  testApp = await openTestApp(...how);
  ({ ask, app, logIn, givePin, hotdeskPin } = phoneAt(testApp));
};
afterEach(() => testApp.close());

const audited = async (action: string) =>
  (await testApp.db('hotdesk_audit').where({ action })).map(({ details, ...entry }) => ({
    ...entry,
    details: JSON.parse(details),
  }));

describe('Change PIN', () => {
  test('is in the menu of a logged-in phone where an admin allows it, and nowhere else', async () => {
    await open();
    const { path } = await logIn('1001', '4711');
    expect((await ask(path)).body).not.toContain('Change PIN');
    await testApp.set({ hotdeskPins: true });
    expect((await ask(path)).body).toContain('<Prompt>Change PIN</Prompt>');
    await ask(`${path}/logout`);
    expect((await ask(path)).body).not.toContain('Change PIN');
  });

  test('asks for the old password, the new PIN and the new one again; then only the new one opens', async () => {
    await open({ hotdeskPins: true });
    const { path } = await logIn('1001', '4711');
    const first = await ask(`${path}/pin`);
    expect([titleOf(first), fieldsOf(first)]).toEqual(['Change PIN', ['old', 'pin']]);
    expect(first.body.match(/password="yes"/g)).toHaveLength(2);
    const second = await ask(actionOf(first), { old: '4711', pin: PIN });
    expect(fieldsOf(second)).toEqual(['again']);
    const done = await ask(actionOf(second), { again: PIN });
    expect(titleOf(done)).toBe('PIN changed');
    expect(await passwordMatches(PIN, (await hotdeskPin())?.hash ?? '')).toBe(true);
    expect(await hotdeskPin()).toMatchObject({ mustChange: false });

    await ask(`${path}/logout`);
    expect((await ask(`${path}/login`, { extension: '1001', password: '4711' })).body).toContain('is wrong');
    expect((await ask(`${path}/login`, { extension: '1001', password: PIN })).body).toContain('Logged in');
  });

  test('replaces a PIN of its own, too', async () => {
    await open({ hotdeskPins: true });
    await givePin('183527', false);
    const { path } = await logIn('1001', '183527');
    const done = await ask(`${path}/new-pin`, { old: '183527', pin: PIN, again: PIN });
    expect(titleOf(done)).toBe('PIN changed');
    expect(await passwordMatches(PIN, (await hotdeskPin())?.hash ?? '')).toBe(true);
  });

  test.each([
    [1, [['old'], ['pin'], ['again']]],
    [2, [['old', 'pin'], ['again']]],
    [3, [['old', 'pin', 'again']]],
  ] as const)('a phone that shows %i fields at once gets them page by page', async (formFields, pages) => {
    await open({ hotdeskPins: true }, withFormFields(formFields));
    const { path } = await logIn('1001', '4711');
    const values: Record<string, string> = { old: '4711', pin: PIN, again: PIN };
    let answer = await ask(`${path}/pin`);
    for (const page of pages) {
      expect(fieldsOf(answer)).toEqual(page);
      answer = await ask(
        actionOf(answer),
        Object.fromEntries(page.map((name) => [name, String(values[name])])),
      );
    }
    expect(titleOf(answer)).toBe('PIN changed');
  });

  test('puts no input into a page: neither shown nor in a URL', async () => {
    await open({ hotdeskPins: true }, withFormFields(1));
    const { path } = await logIn('1001', '4711');
    const pages = [
      await ask(`${path}/new-pin`, { old: '4711' }),
      await ask(`${path}/new-pin`, { pin: PIN }),
      await ask(`${path}/new-pin`, { again: '123' }),
      await ask(`${path}/new-pin`, { pin: '1234' }),
      await ask(`${path}/new-pin`, { again: '1234' }),
    ];
    for (const { body } of pages) expect(body).not.toMatch(new RegExp(`4711|${PIN}|1234`));
  });

  test('forgets its input after two minutes, and when it starts again', async () => {
    await open({ hotdeskPins: true });
    const { path } = await logIn('1001', '4711');
    await ask(`${path}/new-pin`, { old: '4711', pin: PIN });
    testApp.later(121_000);
    expect(fieldsOf(await ask(`${path}/new-pin`, { again: PIN }))).toEqual(['old', 'pin']);
    expect(fieldsOf(await ask(`${path}/new-pin`, { old: '4711' }))).toEqual(['pin']);
    expect(fieldsOf(await ask(`${path}/pin`))).toEqual(['old', 'pin']);
    expect(fieldsOf(await ask(`${path}/new-pin`, { pin: PIN }))).toEqual(['old', 'again']);
    expect(await hotdeskPin()).toBeNull();
  });

  test('is audited without the PIN, and published as an event', async () => {
    await open({ hotdeskPins: true });
    const { path } = await logIn('1001', '4711');
    await ask(`${path}/new-pin`, { old: '4711', pin: PIN, again: PIN });
    const session = (await testApp.store.activeSessionAt(MAC))?.id;
    expect(await audited('hotdesk-pin-changed')).toEqual([
      expect.objectContaining({
        actor: 'extension 1001',
        mac: MAC,
        extension: '1001',
        address: '127.0.0.5',
        details: {
          session,
          before: { hasHotdeskPin: false, mustChangeHotdeskPin: false },
          after: { hasHotdeskPin: true, mustChangeHotdeskPin: false },
        },
      }),
    ]);
    expect(testApp.events).toContainEqual({
      type: 'hotdesk-pin-changed',
      extension: '1001',
      at: expect.any(Number),
    });
    expect(JSON.stringify([await testApp.db('hotdesk_audit'), testApp.events])).not.toMatch(
      new RegExp(`4711|${PIN}`),
    );
  });
});

describe('a PIN is not changed', () => {
  test.each([
    [
      'when the old password is wrong',
      { old: '9999', pin: PIN, again: PIN },
      'The old password is wrong',
      'pin',
    ],
    ['when the two differ', { old: '4711', pin: PIN, again: '835278' }, 'do not match', 'new-pin'],
    ['when it is weak', { old: '4711', pin: '1001', again: '1001' }, 'hard to guess', 'new-pin'],
    ['when it is the old one', { old: '4711', pin: '4711', again: '4711' }, 'hard to guess', 'new-pin'],
    ['when it is not a number', { old: '4711', pin: 'words', again: 'words' }, 'hard to guess', 'new-pin'],
    ['when nothing was typed', { old: '', pin: PIN, again: PIN }, 'The old password is wrong', 'pin'],
  ] as const)('%s, and the screen says what to do', async (_title, values, text, next) => {
    await open({ hotdeskPins: true });
    const { path } = await logIn('1001', '4711');
    const answer = await ask(`${path}/new-pin`, values);
    expect(titleOf(answer)).toBe('PIN not changed');
    expect(answer.body).toContain(text);
    expect(nextOf(answer)).toBe(`${path}/${next}`);
    expect(await hotdeskPin()).toBeNull();
    const again = await ask(nextOf(answer));
    expect(fieldsOf(again)).toEqual(next === 'pin' ? ['old', 'pin'] : ['pin', 'again']);
  });

  test('by someone who guesses the old password at a logged-in phone', async () => {
    await open({ hotdeskPins: true });
    const { path } = await logIn('1001', '4711');
    for (let guess = 0; guess < 3; guess += 1)
      await ask(`${path}/new-pin`, { old: `900${guess}`, pin: PIN, again: PIN });
    const right = await ask(`${path}/new-pin`, { old: '4711', pin: PIN, again: PIN });
    expect(right.body).toContain('The old password is wrong');
    expect(await hotdeskPin()).toBeNull();
    const codes = (await audited('hotdesk-pin-refused')).map(({ details }) => details.code);
    expect(codes).toEqual([...Array(3).fill('wrong-password'), 'locked-out']);
  });

  test('where no admin allows it, whatever the request', async () => {
    await open();
    const { path } = await logIn('1001', '4711');
    expect((await ask(`${path}/pin`)).body).toContain('not allowed');
    expect((await ask(`${path}/new-pin`, { old: '4711', pin: PIN, again: PIN })).body).toContain(
      'not allowed',
    );
    expect(await hotdeskPin()).toBeNull();
  });

  test('by another phone that claims the same MAC', async () => {
    await open({ hotdeskPins: true });
    await logIn('1001', '4711');
    const strangers = await app('127.0.0.66');
    for (const step of ['pin', 'new-pin']) {
      const answer = await ask(`${strangers}/${step}`, { old: '4711', pin: PIN, again: PIN }, '127.0.0.66');
      expect(answer.body).toContain('Nobody is logged in at this phone');
    }
    expect(await hotdeskPin()).toBeNull();
  });

  test('by a phone whose session has ended', async () => {
    await open({ hotdeskPins: true });
    const { path } = await logIn('1001', '4711');
    await ask(`${path}/new-pin`, { old: '4711', pin: PIN });
    await ask(`${path}/logout`);
    expect((await ask(`${path}/new-pin`, { again: PIN })).body).toContain('Nobody is logged in');
    expect(await hotdeskPin()).toBeNull();
  });
});
