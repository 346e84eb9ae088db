import { createAmiConnection } from '../../src/asterisk/connection';
import { amiHeader } from '../../src/asterisk/message';
import { testAddress } from '../addresses';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually, SILENT } from '../test-app';
import { contactsOf, labels, logInAt, logOutAt, sessionOf } from './support';

let app: LabApp;
beforeAll(async () => {
  app = await openLabApp({ version: 16, chanSip: ['1004'] });
}, 90_000);
afterAll(() => app?.close(), 30_000);

/** Records the status changes of peers and contacts that Asterisk reports. */
async function watchPeers(): Promise<{ changes: string[]; stop(): Promise<void> }> {
  const changes: string[] = [];
  const ami = createAmiConnection({ ...app.asterisk.ami, log: SILENT });
  const connected = new Promise<void>((resolve) => ami.onConnected(async () => resolve()));
  ami.onEvent((event) => {
    if (amiHeader(event, 'Event') === 'PeerStatus')
      changes.push(`${amiHeader(event, 'Peer')} ${amiHeader(event, 'PeerStatus')}`);
    if (amiHeader(event, 'Event') === 'ContactStatus')
      changes.push(`${amiHeader(event, 'AOR')} ${amiHeader(event, 'ContactStatus')}`);
  });
  ami.start(new AbortController().signal);
  await connected;
  return { changes, stop: () => ami.stop() };
}

describe('on Asterisk 16', () => {
  test('a chan_sip extension logs in, is verified, and its logout ends the registration', async () => {
    const phone = app.phone('yealink', 't46s', '805ec0000531', testAddress(0, 51));
    await phone.boot();
    await logInAt(app, phone, '1004', '9004');
    const peer = await app.asterisk.cli('sip show peer 1004');
    expect(/Addr->IP\s+: (\S+)/.exec(peer)?.[1]).toBe(`${testAddress(0, 51)}:5060`);
    const { changes, stop } = await watchPeers();
    await logOutAt(phone);
    await eventually(() => changes.includes('SIP/1004 Unregistered'), 20_000);
    await stop();
    await eventually(() => labels(phone).join() === 'Login Int,Login Extl', 20_000);
    expect(await sessionOf(app, '1004')).toBeNull();
    expect(await app.asterisk.cli('sip show peer 1004')).toMatch(/Addr->IP\s+: \(null\)/);
  }, 60_000);

  test('a pjsip extension logs in, is verified, and its logout ends the registration', async () => {
    const phone = app.phone('sangoma', 's500', '005058000532', testAddress(0, 52));
    await phone.boot();
    await logInAt(app, phone, '1001', '4711');
    const { changes, stop } = await watchPeers();
    await logOutAt(phone);
    await eventually(() => changes.includes('1001 Removed'), 20_000);
    await stop();
    await eventually(() => labels(phone).join() === 'Login Int,Login Extl', 20_000);
    expect(await contactsOf(app, '1001')).toEqual([]);
    expect(await app.asterisk.cli('pjsip show endpoint 1001')).toMatch(/Unavailable/);
  }, 60_000);
});
