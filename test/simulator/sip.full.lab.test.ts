import type { SipLine } from '../../src/simulator/sip/registration';
import { SIP_TIMING } from '../../src/simulator/sip/timing';
import { type ReceivedNotify, SipUserAgent } from '../../src/simulator/sip/user-agent';
import { testAddress } from '../addresses';
import { type LabAsterisk, startAsterisk } from '../lab/asterisk';
import { until } from '../lab/until';

jest.setTimeout(120_000);

const SECRET = 'secret "of" alice';
const ADDRESS = testAddress(0, 51);

let phone: SipUserAgent;
let notifies: ReceivedNotify[];
let changes: number;

/** A phone for which a second of an expiry lasts only that long, so that refreshes can be seen. */
async function plugIn(secondMs: number): Promise<void> {
  notifies = [];
  changes = 0;
  phone = new SipUserAgent({
    address: ADDRESS,
    port: 0,
    userAgent: 'Acme One 1.0',
    timing: { ...SIP_TIMING, second: secondMs },
    expires: 3600,
    onNotify: (notify) => notifies.push(notify),
    onChange: () => {
      changes += 1;
    },
    log: () => undefined,
  });
  await phone.start();
}

function line(port: number, change: Partial<SipLine> = {}): SipLine {
  const account = { user: '1001', authUser: '1001', secret: SECRET, displayName: 'Alice "A" Adams' };
  return { ...account, server: '127.0.0.1', port, transport: 'udp', ...change };
}

afterEach(async () => {
  await phone.stop();
});

describe('a simulated phone at a real Asterisk 22', () => {
  let asterisk: LabAsterisk;

  beforeAll(async () => {
    asterisk = await startAsterisk({
      version: 22,
      extensions: [{ number: '1001', secret: SECRET, name: 'Alice Adams', mailbox: '1001@default' }],
      qualifySeconds: 1,
      extraConf: { 'pjsip_notify.conf': '[reload]\nEvent=>check-sync\\;reboot=false\n' },
    });
  });

  afterAll(async () => {
    await asterisk.stop();
  });

  const contacts = () => asterisk.cli('pjsip show contacts');
  const hasContact = async () => (await contacts()).includes(`1001/sip:1001@${ADDRESS}:${phone.port}`);

  it('registers, is reachable by OPTIONS, and un-registers', async () => {
    await plugIn(1000);
    const registration = phone.register(line(asterisk.sipPort));
    await until('it is registered', () => registration.state.kind === 'registered');
    expect(await hasContact()).toBe(true);
    await until('it answers OPTIONS', async () => /1001\/sip:.* Avail /.test(await contacts()));
    await phone.unregister(registration);
    expect(await hasContact()).toBe(false);
    expect(await asterisk.cli('pjsip show endpoint 1001')).toMatch(/Endpoint: +1001.*Unavailable/);
  });

  it('refreshes in time, with the same nonce', async () => {
    await plugIn(0.1);
    const registration = phone.register(line(asterisk.sipPort));
    await until('it has refreshed ten times', () => changes > 10 || registration.state.kind === 'failed');
    expect(registration.state).toEqual({ kind: 'registered' });
    expect(await hasContact()).toBe(true);
    await phone.unregister(registration);
  });

  it('is refused with a wrong secret', async () => {
    await plugIn(1000);
    const registration = phone.register(line(asterisk.sipPort, { secret: 'wrong' }));
    await until('it is refused', () => registration.state.kind === 'failed');
    expect(registration.state).toEqual({ kind: 'failed', problem: '401 Unauthorized' });
    expect(await hasContact()).toBe(false);
  });

  it('accepts a NOTIFY without a registration; its contact stays at the PBX after a power loss', async () => {
    await plugIn(1000);
    await asterisk.cli(`pjsip send notify reload uri sip:anonymous@${ADDRESS}:${phone.port}`);
    await until('the NOTIFY comes', () => notifies.length > 0);
    expect(notifies[0]).toMatchObject({ event: 'check-sync;reboot=false', from: '127.0.0.1' });
    const registration = phone.register(line(asterisk.sipPort));
    await until('it is registered', () => registration.state.kind === 'registered');
    const uri = `1001/sip:1001@${ADDRESS}:${phone.port}`;
    await phone.stop();
    expect(await contacts()).toContain(uri);
  });
});

describe('a simulated phone at chan_sip of a real Asterisk 16', () => {
  it('registers and un-registers', async () => {
    const asterisk = await startAsterisk({
      version: 16,
      extensions: [{ number: '1001', secret: 'secret-of-alice', technology: 'sip' }],
    });
    try {
      await plugIn(1000);
      const registration = phone.register(line(asterisk.chanSipPort, { secret: 'secret-of-alice' }));
      await until('it is registered', () => registration.state.kind === 'registered');
      expect(await asterisk.cli('sip show peers')).toMatch(new RegExp(`1001/1001 +${ADDRESS}`));
      await phone.unregister(registration);
      expect(await asterisk.cli('sip show peers')).toMatch(/1001 +\(Unspecified\)/);
    } finally {
      await asterisk.stop();
    }
  });
});
