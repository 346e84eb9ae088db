import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createAmiConnection } from '../../src/asterisk/connection';
import { amiHeader } from '../../src/asterisk/message';
import { testAddress } from '../addresses';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually, SILENT } from '../test-app';
import { contactsOf, labels, logInAt, logOutAt, sessionOf } from './support';

const events: unknown[] = [];
const record = ({ event }: { readonly event: unknown }): void => void events.push(event);

let app: LabApp;
beforeAll(async () => {
  const log = { debug: record, info: record, warn: record, error: record };
  app = await openLabApp({ version: 16, chanSip: ['1004'], log });
}, 90_000);
afterAll(() => app?.close(), 30_000);

/** What "Apply Config" of FreePBX does after a conversion to PJSIP. */
async function applyConversion(number: string): Promise<void> {
  const { etcDir } = app.asterisk;
  for (const name of ['endpoint', 'aor', 'auth'].map((section) => `pjsip.${section}.conf`)) {
    const file = path.join(etcDir, name);
    const text = readFileSync(file, 'utf8');
    const [section = ''] = /\[1001(-auth)?\][^[]*/.exec(text) ?? [];
    const secrets = { old: await secretOf('1001'), new: await secretOf(number) };
    const converted = section
      .replaceAll('1001', number)
      .replaceAll(secrets.old.replaceAll('1001', number), secrets.new);
    writeFileSync(file, `${text}\n${converted}`);
  }
  const sipConf = path.join(etcDir, 'sip.conf');
  writeFileSync(sipConf, readFileSync(sipConf, 'utf8').replace(new RegExp(`\\[${number}\\][^[]*`), ''));
  await app.asterisk.cli('sip reload');
  await app.asterisk.cli('module reload res_pjsip.so');
}

const secretOf = async (id: string): Promise<string> =>
  (await app.db('sip').where({ id, keyword: 'secret' }).first('data')).data;

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

  test('the ports of both technologies are those of FreePBX until an admin sets others', async () => {
    const ports = { sipPort: app.asterisk.sipPort, chanSipPort: app.asterisk.chanSipPort };
    const portOf = async (extension: string) => {
      const { body } = await app.rest(
        'GET',
        `/api/v1/preview?extension=${extension}&brand=yealink&model=t46s`,
      );
      const device = body.device as { id: string; technology: string; rule: string };
      const port = /sip_server\.1\.port = (\d+)/.exec(String(body.config))?.[1];
      return `${device.technology} ${device.id} ${device.rule} ${port}`;
    };
    await app.db('hotdesk_settings').whereIn('name', Object.keys(ports)).delete();
    const shown = [await portOf('2008'), await portOf('1001')];
    await app.set(ports);
    expect(shown).toEqual(['sip 2008 own-number 5160', 'pjsip 1001 own-number 5060']);
  });

  test('a chan_sip extension that FreePBX converts to PJSIP while it is logged in registers by PJSIP', async () => {
    const phone = app.phone('sangoma', 's500', '005058000533', testAddress(0, 53));
    await phone.boot();
    await logInAt(app, phone, '1004', '9004');
    const before = await sessionOf(app, '1004');
    expect(before).toMatchObject({ technology: 'sip' });
    await app.db('devices').where({ id: '1004' }).update({ tech: 'pjsip', dial: 'PJSIP/1004' });
    // Asterisk does not have it yet, so the phone keeps its registration.
    await eventually(() => events.includes('session.account-not-in-asterisk'), 120_000);
    expect(await sessionOf(app, '1004')).toMatchObject({ technology: 'sip', state: 'verified' });
    await applyConversion('1004');
    await eventually(async () => {
      const session = await sessionOf(app, '1004');
      return session?.technology === 'pjsip' && session.state === 'verified';
    }, 120_000);
    expect((await sessionOf(app, '1004'))?.id).toBe(before?.id);
    expect(await contactsOf(app, '1004')).toHaveLength(1);
    await logOutAt(phone);
    await eventually(async () => (await contactsOf(app, '1004')).length === 0, 20_000);
  }, 300_000);

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
