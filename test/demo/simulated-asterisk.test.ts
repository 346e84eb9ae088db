import { createSimulatedAsterisk, type SimulatedAsterisk } from '../../src/demo/simulated-asterisk';
import type { ContactChange } from '../../src/desk/ports/asterisk';
import type { SipLine } from '../../src/simulator/sip/registration';
import type { SipTiming } from '../../src/simulator/sip/timing';
import { SipUserAgent } from '../../src/simulator/sip/user-agent';
import { describeAsteriskPort } from '../asterisk/asterisk-port.contract';
import { startSipClient } from '../asterisk/sip-client';
import { until } from '../simulator/support/until';

const TIMING = { t1: 20, t2: 80, retry: 60, unregisterTimeout: 500 };
const SECRETS: Readonly<Record<string, string>> = { '1001': 'secret-1', '1002': 'secret-2' };
const ALICE = { endpoint: '1001', technology: 'pjsip' } as const;

let asterisk: SimulatedAsterisk;
let port: number;
let changes: ContactChange[];
let phones: SipUserAgent[];
let events: string[];
let timing: SipTiming;

interface StartOptions {
  readonly maxContacts?: number;
  readonly minExpires?: number;
  readonly second?: number;
}

async function start({ second = 50, ...options }: StartOptions = {}): Promise<void> {
  timing = { ...TIMING, second };
  const secretOf = async (user: string) => SECRETS[user] ?? null;
  asterisk = createSimulatedAsterisk({ port: 0, secretOf, timing, ...options });
  ({ port } = await asterisk.start());
  changes = [];
  asterisk.onContact((change) => changes.push(change));
}

async function phoneAt(address: string, expires = 3600): Promise<SipUserAgent> {
  const phone = new SipUserAgent({
    address,
    port: 0,
    userAgent: `Acme ${address}`,
    timing,
    expires,
    onNotify: ({ event }) => events.push(`${address} ${event}`),
    onChange: () => undefined,
    log: () => undefined,
  });
  phones.push(phone);
  await phone.start();
  return phone;
}

function line(user: string, secret = SECRETS[user] ?? ''): SipLine {
  return { user, authUser: user, secret, server: '127.0.0.1', port, transport: 'udp', displayName: '' };
}

// The phones of the contract share no code with the simulator, so each side checks the other.
describeAsteriskPort('the simulated Asterisk', async () => {
  const secretOf = async (user: string) => SECRETS[user] ?? null;
  const pbx = createSimulatedAsterisk({ port: 0, secretOf, maxContacts: 2 });
  const server = { host: '127.0.0.1', port: (await pbx.start()).port };
  return {
    asterisk: pbx,
    async register(user, bindAddress) {
      const phone = await startSipClient({ server, user, secret: SECRETS[user] ?? '', bindAddress });
      await phone.register();
      return phone;
    },
    stop: () => pbx.stop(),
  };
});

describe('the simulated Asterisk', () => {
  beforeEach(() => {
    phones = [];
    events = [];
  });

  afterEach(async () => {
    for (const phone of phones) await phone.stop();
    await asterisk.stop();
  });

  it('registers a phone that has the secret, and reports where it is', async () => {
    await start();
    const phone = await phoneAt('127.0.0.31');
    const registration = phone.register(line('1001'));
    await until(() => registration.state.kind === 'registered');
    const uri = `sip:1001@127.0.0.31:${phone.port}`;
    expect(await asterisk.contacts(ALICE)).toEqual([
      { ...ALICE, uri, address: '127.0.0.31', port: phone.port, userAgent: 'Acme 127.0.0.31' },
    ]);
    expect(changes).toEqual([{ ...ALICE, uri, present: true }]);
    expect(await asterisk.contacts({ endpoint: '1001', technology: 'sip' })).toEqual([]);
  });

  it.each([
    ['a wrong secret', () => line('1001', 'wrong')],
    ['a user that there is not', () => line('9999', '')],
    ["another user's credentials", () => ({ ...line('1001', 'secret-2'), authUser: '1002' })],
  ])('refuses %s', async (_, of) => {
    await start();
    const registration = (await phoneAt('127.0.0.31')).register(of());
    await until(() => registration.state.kind === 'failed');
    expect(registration.state).toMatchObject({ problem: '401 Unauthorized' });
    expect(changes).toEqual([]);
  });

  it('ends a registration and reports it; the phone does not notice', async () => {
    await start();
    const registration = (await phoneAt('127.0.0.31')).register(line('1001'));
    await until(() => registration.state.kind === 'registered');
    const [contact] = await asterisk.contacts(ALICE);
    if (contact === undefined) throw new Error('no contact');
    await asterisk.endRegistration(contact);
    expect(await asterisk.contacts(ALICE)).toEqual([]);
    expect(changes.map(({ present }) => present)).toEqual([true, false]);
    expect(registration.state.kind).toBe('registered');
    await asterisk.endRegistration(contact);
    expect(changes).toHaveLength(2);
  });

  it('replaces the oldest contact when there are too many', async () => {
    await start({ maxContacts: 2 });
    for (const address of ['127.0.0.31', '127.0.0.32', '127.0.0.33']) {
      const registration = (await phoneAt(address)).register(line('1001'));
      await until(() => registration.state.kind === 'registered');
    }
    const addresses = (await asterisk.contacts(ALICE)).map(({ address }) => address);
    expect(addresses).toEqual(['127.0.0.32', '127.0.0.33']);
  });

  it('keeps a contact that is refreshed and drops one that is not', async () => {
    await start({ minExpires: 1 });
    const [alive, dead] = [await phoneAt('127.0.0.31', 4), await phoneAt('127.0.0.32', 4)];
    const registrations = [alive.register(line('1001')), dead.register(line('1002'))];
    await until(() => registrations.every(({ state }) => state.kind === 'registered'));
    await dead.stop();
    await until(() => changes.some(({ endpoint, present }) => endpoint === '1002' && !present), 'the expiry');
    expect(await asterisk.contacts({ endpoint: '1002', technology: 'pjsip' })).toEqual([]);
    await until(() => changes.filter(({ endpoint }) => endpoint === '1001').length >= 3, 'refreshes');
    expect(await asterisk.contacts(ALICE)).toHaveLength(1);
  });

  it('answers a refresh with an expired nonce by a new one', async () => {
    await start({ minExpires: 100, second: 2 }); // refreshed after 50 seconds; a nonce lives for 32
    const registration = (await phoneAt('127.0.0.31', 100)).register(line('1001'));
    await until(() => changes.length >= 3 || registration.state.kind === 'failed', 'two refreshes');
    expect(registration.state).toEqual({ kind: 'registered' });
    expect(changes.every(({ present }) => present)).toBe(true);
  });

  it('removes the contact of a phone that un-registers', async () => {
    await start();
    const phone = await phoneAt('127.0.0.31');
    const registration = phone.register(line('1001'));
    await until(() => registration.state.kind === 'registered');
    await phone.unregister(registration);
    expect(await asterisk.contacts(ALICE)).toEqual([]);
    expect(changes.map(({ present }) => present)).toEqual([true, false]);
  });

  it('notifies exactly one phone: a contact, or an address without a registration', async () => {
    await start({ maxContacts: 2 });
    const registered = [await phoneAt('127.0.0.31'), await phoneAt('127.0.0.32')].map((phone) =>
      phone.register(line('1001')),
    );
    await until(() => registered.every(({ state }) => state.kind === 'registered'));
    const [contact] = (await asterisk.contacts(ALICE)).filter(({ address }) => address === '127.0.0.32');
    const idle = await phoneAt('127.0.0.33');
    if (contact === undefined) throw new Error('no contact');
    await asterisk.notify({ kind: 'contact', contact }, 'check-sync;reboot=false');
    await asterisk.notify({ kind: 'address', address: '127.0.0.33', port: idle.port }, 'resync');
    await until(() => events.length >= 2, 'both NOTIFYs');
    expect([...events].sort()).toEqual(['127.0.0.32 check-sync;reboot=false', '127.0.0.33 resync']);
  });

  it('resolves a NOTIFY that no phone answers', async () => {
    await start();
    await expect(
      asterisk.notify({ kind: 'address', address: '127.0.0.39', port: 5999 }, 'x'),
    ).resolves.toBeUndefined();
  });

  it('refuses an event that would add another header', async () => {
    await start();
    const target = { kind: 'address', address: '127.0.0.39', port: 5999 } as const;
    await expect(asterisk.notify(target, 'x\r\nContact: <sip:evil>')).rejects.toThrow('line break');
  });

  it('reports whether it is connected, and frees its port', async () => {
    await start();
    expect(asterisk.health()).toEqual({ connected: true, version: 'simulated', problem: null });
    await asterisk.stop();
    expect(asterisk.health().connected).toBe(false);
    const again = createSimulatedAsterisk({ port, secretOf: async () => null });
    expect(await again.start()).toEqual({ port });
    await again.stop();
  });

  it('stops reporting to a removed listener', async () => {
    await start();
    const seen: ContactChange[] = [];
    const stop = asterisk.onContact((change) => seen.push(change));
    stop();
    const registration = (await phoneAt('127.0.0.31')).register(line('1001'));
    await until(() => registration.state.kind === 'registered');
    expect(seen).toEqual([]);
  });
});
