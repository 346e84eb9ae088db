import { eventually, openTestApp, type TestApp } from '../../test-app';
import { actionOf, fieldsOf, MAC, PIN, type PinPhone, phoneAt, titleOf } from './pin-support';

/** Hashing is slow on purpose. */
jest.setTimeout(60_000);

let app: TestApp;
let ask: PinPhone['ask'];
let logIn: PinPhone['logIn'];
let givePin: PinPhone['givePin'];
let hotdeskPin: PinPhone['hotdeskPin'];
beforeEach(async () => {
  app = await openTestApp();
  ({ ask, logIn, givePin, hotdeskPin } = phoneAt(app));
});
afterEach(() => app.close());

describe('a PIN that must be changed', () => {
  const due = async () => (await app.db('hotdesk_jobs').where({ mac: MAC })).map(({ due_at }) => due_at);

  test('lets its user in, and asks for a new PIN at each login until there is one', async () => {
    await givePin('183527', true);
    const { path, answer } = await logIn('1001', '183527');
    expect([titleOf(answer), fieldsOf(answer)]).toEqual(['Choose a new PIN', ['pin', 'again']]);
    expect(await app.store.activeSessionAt(MAC)).toMatchObject({
      extension: '1001',
      allowedBy: 'hotdesk-pin',
    });
    await ask(`${path}/logout`);
    const { answer: second } = await logIn('1001', '183527');
    expect(titleOf(second)).toBe('Choose a new PIN');
    const done = await ask(actionOf(second), { pin: PIN, again: PIN });
    expect(titleOf(done)).toBe('PIN changed');
    expect(done.body).toContain('is loading its settings');
    await ask(`${path}/logout`);
    const third = await logIn('1001', PIN);
    expect(titleOf(third.answer)).toBe('Logged in');
    expect((await ask(`${third.path}/pin`)).body).toContain('not allowed');
  });

  test('can be changed after “Login as other” at the page of an earlier session', async () => {
    const { path } = await logIn('1002', '4712');
    await givePin('183527', true);
    const form = await ask(`${path}/login`, { extension: '1001', password: '183527' });
    expect(titleOf(form)).toBe('Choose a new PIN');
    expect(titleOf(await ask(actionOf(form), { pin: PIN, again: PIN }))).toBe('PIN changed');
    expect(await hotdeskPin()).toMatchObject({ mustChange: false });
  });

  test('cannot be changed to itself', async () => {
    await givePin('183527', true);
    const { answer } = await logIn('1001', '183527');
    expect((await ask(actionOf(answer), { pin: '183527', again: '183527' })).body).toContain('hard to guess');
    expect(await hotdeskPin()).toMatchObject({ mustChange: true });
  });

  test('leaves the form on the display: the phone is notified only after the change', async () => {
    await givePin('183527', true);
    const begun = Date.now();
    const { answer } = await logIn('1001', '183527');
    expect(await due()).toEqual([expect.any(Number)]);
    expect((await due())[0]).toBeGreaterThanOrEqual(begun + 60_000);
    await ask(actionOf(answer), { pin: PIN, again: PIN });
    expect((await due())[0]).toBeLessThan(Date.now() + 2_000);
    app.later(2_000);
    await eventually(() => app.asterisk.calls.some(({ did }) => did === 'notify'));
  });

  test('does not delay a logout in between', async () => {
    await givePin('183527', true);
    const { path } = await logIn('1001', '183527');
    await ask(`${path}/logout`);
    for (const dueAt of await due()) expect(dueAt).toBeLessThan(Date.now() + 2_000);
  });

  test('is not asked for after a login with the Admin password', async () => {
    await givePin('183527', true);
    expect(titleOf((await logIn('1001', 'desk-admin')).answer)).toBe('Logged in');
  });
});
