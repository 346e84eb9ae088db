import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { testAddress } from '../addresses';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { labels, logInAt, logOutAt, sessionOf, typeLogin } from './support';

let app: LabApp;
beforeAll(async () => {
  app = await openLabApp();
}, 90_000);
afterAll(() => app?.close(), 30_000);

const PIN = '835279';
const NEW_PIN = '271828';

/** Fills in the fields of the form, page by page, until the last one. */
async function fillIn(phone: SimulatedPhone, values: Readonly<Record<string, string>>): Promise<void> {
  for (let page = 0; page < 3; page += 1) {
    const screen = phone.screen();
    if (screen?.kind !== 'form') return;
    phone.fill(Object.fromEntries(screen.fields.map(({ name }) => [name, values[name] ?? ''])));
    await phone.submit();
  }
}

/** Presses the key that opens the login app, and chooses an item of its menu. */
async function openApp(phone: SimulatedPhone, item: string): Promise<void> {
  const key = phone.keys().find(({ opens }) => opens !== null);
  await phone.pressKey(key?.slot ?? 'a key that opens the login app');
  await phone.choose(item);
}

async function changePin(phone: SimulatedPhone, old: string, pin: string): Promise<void> {
  await openApp(phone, 'Change PIN');
  await fillIn(phone, { old, pin, again: pin });
}

async function logOutAndWait(phone: SimulatedPhone): Promise<void> {
  await logOutAt(phone);
  await eventually(() => labels(phone).includes('Login Int'), 20_000);
}

describe.each([
  ['sangoma', 's500', '005058000531', testAddress(3, 51), '1001', '4711'],
  ['sangoma', 's400', '005058000532', testAddress(3, 52), '1004', '9004'],
  ['yealink', 't46s', '805ec0000533', testAddress(3, 53), '1005', '9005'],
] as const)('at a %s %s, a hot-desk PIN', (brand, model, mac, address, extension, voicemailPin) => {
  test('is chosen on the phone, is the only PIN from then on, and is changed at a login that demands it', async () => {
    await app.set({ hotdeskPins: true });
    const phone = app.phone(brand, model, mac, address);
    await phone.boot();
    await logInAt(app, phone, extension, voicemailPin);
    await changePin(phone, '0000', PIN);
    expect(phone.screen()).toMatchObject({ kind: 'text', title: 'PIN not changed' });
    phone.exit();
    await changePin(phone, voicemailPin, PIN);
    expect(phone.screen()).toMatchObject({ kind: 'text', title: 'PIN changed' });
    expect(phone.registered()).toEqual([extension]);
    await logOutAndWait(phone);

    await typeLogin(phone, extension, voicemailPin);
    expect(phone.screen()).toMatchObject({ title: 'Login refused' });
    phone.exit();
    await logInAt(app, phone, extension, PIN);
    expect((await sessionOf(app, extension))?.allowedBy).toBe('hotdesk-pin');
    await logOutAndWait(phone);

    const path = `/api/v1/extensions/${extension}/hotdesk-pin`;
    const answer = await app.rest('PUT', path, { hotdeskPin: '183527', mustChangeHotdeskPin: true });
    expect(answer).toMatchObject({ status: 200, body: { hasHotdeskPin: true, mustChangeHotdeskPin: true } });
    await openApp(phone, 'Login');
    phone.fill({ extension, password: '183527' });
    await phone.submit();
    expect(phone.screen()).toMatchObject({ kind: 'form', title: 'Choose a new PIN' });
    // The login counts already; the phone continues after the form.
    expect((await sessionOf(app, extension))?.state).toBe('requested');
    await fillIn(phone, { pin: NEW_PIN, again: NEW_PIN });
    expect(phone.screen()).toMatchObject({ title: 'PIN changed' });
    await eventually(async () => (await sessionOf(app, extension))?.state === 'verified', 20_000);
    expect(phone.registered()).toEqual([extension]);

    const audit = JSON.stringify(await app.db('hotdesk_audit').where({ extension }));
    expect(audit).toContain('hotdesk-pin-changed');
    for (const secret of [voicemailPin, PIN, NEW_PIN, '183527']) expect(audit).not.toContain(`"${secret}"`);
  }, 120_000);
});
