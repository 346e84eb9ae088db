import { SAMPLE_EXTENSIONS } from '../../sql/freepbx/sample';
import { testAddress } from '../addresses';
import { type SipClient, startSipClient } from '../asterisk/sip-client';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { contactsOf, labels, logInAt, sessionOf, typeLogin } from './support';

let app: LabApp;
beforeAll(async () => {
  app = await openLabApp({ twice: ['1002'] });
}, 90_000);
afterAll(() => app?.close(), 30_000);

describe('an extension that logs in at another phone', () => {
  test('moves: the old phone is notified and has its default login, its contact is removed, and a softphone of the extension stays as it is', async () => {
    const softphone = await registerSoftphone('1002', testAddress(0, 50));
    const from = app.phone('sangoma', 's500', '005058000511', testAddress(0, 31));
    const to = app.phone('yealink', 't46s', '805ec0000512', testAddress(0, 32));
    await from.boot();
    await to.boot();
    await logInAt(app, from, '1002', '4712');
    expect((await contactsOf(app, '1002')).map(hostOf).sort()).toEqual([
      testAddress(0, 31),
      testAddress(0, 50),
    ]);

    await typeLogin(to, '1002', '4712');
    await eventually(async () => {
      const session = await sessionOf(app, '1002');
      return session?.mac === '805ec0000512' && session.state === 'verified';
    }, 20_000);
    await eventually(() => labels(from).join() === 'Login Int,Login Extl', 20_000);

    expect(from.registered()).toEqual([]);
    expect(to.registered()).toEqual(['1002']);
    expect((await contactsOf(app, '1002')).map(hostOf).sort()).toEqual([
      testAddress(0, 32),
      testAddress(0, 50),
    ]);
    expect(softphone.notifies).toEqual([]);
    softphone.stop();
  }, 60_000);

  test('ends the session of another user at that phone first', async () => {
    const phone = app.phone('yealink', 't46s', '805ec0000513', testAddress(0, 33));
    await phone.boot();
    await logInAt(app, phone, '1004', '9004');
    await phone.pressKey('Login/Logout');
    await phone.choose('Login as other');
    phone.fill({ extension: '1005', password: '9005' });
    await phone.submit();
    await eventually(async () => (await sessionOf(app, '1005'))?.state === 'verified', 20_000);
    expect(await sessionOf(app, '1004')).toBeNull();
    expect(phone.registered()).toEqual(['1005']);
    await eventually(async () => (await contactsOf(app, '1004')).length === 0, 20_000);
    expect(phone.reboots).toBe(0);
  }, 60_000);
});

function hostOf(uri: string): string {
  return /@([^:;>]+)/.exec(uri)?.[1] ?? uri;
}

/** A softphone of the same user that Hotdesk does not provision. */
async function registerSoftphone(extension: string, bindAddress: string): Promise<SipClient> {
  const secret = SAMPLE_EXTENSIONS.find(({ number }) => number === extension)?.secret ?? '';
  const server = { host: '127.0.0.1', port: app.asterisk.sipPort };
  const client = await startSipClient({
    server,
    user: extension,
    secret,
    bindAddress,
    userAgent: 'SoftPhone 1.0',
  });
  await client.register();
  return client;
}
