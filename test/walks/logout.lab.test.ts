import { createAmiConnection } from '../../src/asterisk/connection';
import { amiHeader } from '../../src/asterisk/message';
import { testAddress } from '../addresses';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually, SILENT } from '../test-app';
import { contactsOf, labels, logInAt, logOutAt, sessionOf } from './support';

let app: LabApp;
beforeAll(async () => {
  app = await openLabApp();
}, 90_000);
afterAll(() => app?.close(), 30_000);

/** Records what happens at the phone and in Asterisk, in order. */
async function recordEvents(app: LabApp): Promise<{ events: string[]; stop(): Promise<void> }> {
  const events: string[] = [];
  const ami = createAmiConnection({ ...app.asterisk.ami, log: SILENT });
  const connected = new Promise<void>((resolve) => ami.onConnected(async () => resolve()));
  ami.onEvent((event) => {
    const name = amiHeader(event, 'Event');
    if (name === 'ContactStatus') events.push(`ContactStatus: ${amiHeader(event, 'ContactStatus')}`);
  });
  ami.start(new AbortController().signal);
  await connected;
  return { events, stop: () => ami.stop() };
}

describe('a logout by the menu of the phone', () => {
  test('notifies the phone, then removes its contact, and the next fetch is the default login', async () => {
    const phone = app.phone('sangoma', 's500', '005058000501', testAddress(0, 21));
    await phone.boot();
    await logInAt(app, phone, '1001', '4711');
    const notified = phone.notifies.length;
    const { events, stop } = await recordEvents(app);
    phone.onChange(() => {
      if (phone.notifies.length > notified && !events.includes('NOTIFY')) events.push('NOTIFY');
    });

    await logOutAt(phone);
    expect(phone.screen()).toMatchObject({ kind: 'text', title: 'Logged out' });
    await eventually(() => events.includes('ContactStatus: Removed'), 20_000);
    await stop();

    expect(events.slice(0, 2)).toEqual(['NOTIFY', 'ContactStatus: Removed']);
    expect(await sessionOf(app, '1001')).toBeNull();
    expect(await contactsOf(app, '1001')).toEqual([]);
    expect(await app.asterisk.cli('pjsip show endpoint 1001')).toMatch(/Unavailable/);
    await eventually(() => labels(phone).join() === 'Login Int,Login Extl', 20_000);
    expect(phone.registered()).toEqual([]);
    expect(phone.reboots).toBe(0);
  }, 60_000);

  test('a phone that was off at its logout has the default login after its next start', async () => {
    const phone = app.phone('yealink', 't46s', '805ec0000502', testAddress(0, 22));
    await phone.boot();
    await logInAt(app, phone, '1004', '9004');
    await phone.powerOff();
    await logOutByRest('805ec0000502');
    await eventually(async () => (await contactsOf(app, '1004')).length === 0, 20_000);
    await phone.boot();
    expect(labels(phone)).toEqual(['Login Int', 'Login Extl']);
    expect(phone.accounts().filter(({ enabled }) => enabled)).toEqual([]);
    expect(await contactsOf(app, '1004')).toEqual([]);
  }, 60_000);
});

/** An admin logs the phone out through the admin API. */
async function logOutByRest(mac: string): Promise<void> {
  const { status } = await app.rest('POST', `/api/v1/phones/${mac}/logout`, {});
  expect(status).toBe(200);
}
