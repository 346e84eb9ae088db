import { createSimulatedAsterisk, type SimulatedAsterisk } from '../../../src/demo/simulated-asterisk';
import type { Contact } from '../../../src/desk/ports/asterisk';
import type { DeviceProfile } from '../../../src/simulator/device-profile';
import {
  createSimulatedPhone,
  type SimulatedPhone,
  type SimulatedPhoneOptions,
} from '../../../src/simulator/phone';
import { testAddress } from '../../addresses';
import { ACME_PROFILE, acme, acmeFile } from './acme';
import { startTestServer, type TestServer } from './http-server';

const SIP = { t1: 20, t2: 80, second: 1000, retry: 60, unregisterTimeout: 500 };
const TIMING = { sip: SIP, http: 500, reboot: 10, minute: 50, second: 20 };

export const MAC = '020000000001';
/** The phone's own file. */
export const OWN_FILE = `/p/${MAC}.cfg`;
/** The longest wait of a test, in milliseconds. */
export const LIMIT = 10_000;

type Settings = Readonly<Record<string, string | number>>;

/** A web server, a simulated Asterisk, and phones of a vendor that does not exist. */
export interface Bench {
  readonly server: TestServer;
  readonly asterisk: SimulatedAsterisk;
  /** Creates a phone at testAddress(0, 41), switched off. Its URL is the server's folder /p. */
  make(habits?: Partial<DeviceProfile>, options?: Partial<SimulatedPhoneOptions>): SimulatedPhone;
  /** Sets the content of a config file; by default the phone's own file. */
  resolveConfig(settings: Settings, path?: string): void;
  contactsOf(user: string): Promise<readonly Contact[]>;
  /** Sends a NOTIFY to a phone, whether it is registered or not. */
  notify(phone: SimulatedPhone, event: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startBench(): Promise<Bench> {
  const phones: SimulatedPhone[] = [];
  const server = await startTestServer();
  const secretOf = async (user: string) => (user.startsWith('10') ? `secret-${user}` : null);
  const asterisk = createSimulatedAsterisk({ port: 0, secretOf, timing: SIP });
  const { port } = await asterisk.start();
  return {
    server,
    asterisk,
    make(habits = {}, options = {}) {
      const phone = createSimulatedPhone({
        brand: acme(),
        profile: { ...ACME_PROFILE, ...habits },
        model: 'One',
        mac: '02:00:00:00:00:01',
        url: `${server.url}/p`,
        urlFrom: 'config',
        address: testAddress(0, 41),
        sipPort: 0,
        timing: TIMING,
        ...options,
      });
      phones.push(phone);
      return phone;
    },
    resolveConfig(settings, path = OWN_FILE) {
      server.answers.set(path, acmeFile({ 'server.port': port, ...settings }));
    },
    contactsOf: (endpoint) => asterisk.contacts({ endpoint, technology: 'pjsip' }),
    notify: (phone, event) =>
      asterisk.notify({ kind: 'address', address: testAddress(0, 41), port: phone.sipPort }, event),
    async stop() {
      for (const phone of phones) await phone.powerOff();
      await asterisk.stop();
      await server.close();
    },
  };
}

/** Settings of a phone on which this user is logged in. */
export function loggedIn(user = '1001'): Settings {
  return { 'account.1.user': user, 'account.1.secret': `secret-${user}`, 'account.1.name': 'Alice' };
}

/** Settings that clear the account. */
export const LOGGED_OUT: Settings = { 'account.1.user': '', 'account.1.secret': '', 'account.1.name': '' };

/** Whether a phone believes this user to be registered. */
export function isRegistered(user: string): (phone: SimulatedPhone) => boolean {
  return (phone) => phone.registered().includes(user);
}
