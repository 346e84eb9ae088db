import type { Log } from '../../../src/desk/ports/log';
import { contactOfS500 } from '../../phones/phone-server-support';
import { eventually, openTestApp, type TestApp } from '../../test-app';

export interface PhoneUser {
  readonly extension: string;
  readonly password: string;
  readonly mac: string;
  readonly address: string;
}

export const ALICE: PhoneUser = {
  extension: '1001',
  password: '4711',
  mac: '005058000001',
  address: '127.0.0.11',
};
const BOB: PhoneUser = { extension: '1002', password: '4712', mac: '005058000002', address: '127.0.0.12' };
/** Has no mailbox. */
const CAROL: PhoneUser = {
  extension: '1003',
  password: 'desk-user',
  mac: '005058000003',
  address: '127.0.0.13',
};
const S500 = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };
const INTERNAL_PAGE = /http:[^<]+\/apps\/[^<]+\/i/;

/** A PBX with five extensions, three of which are logged in and verified at phones. */
export interface ThreePhones {
  readonly app: TestApp;
  /** What the phone gets now. */
  fetchConfig(user: PhoneUser): Promise<{ readonly status: number; readonly body: string }>;
  /** Logs in at a phone of its own, and answers the screen. */
  logIn(user: PhoneUser): Promise<string>;
  /** The extensions that are logged in, sorted. */
  loggedIn(): Promise<readonly string[]>;
  /** How many phones were notified so far. */
  notifies(): number;
  /** Lets so many seconds pass, with a reconcile round every ten. */
  pass(seconds: number): Promise<void>;
  /** Takes all rows of a table out of the PBX; returns the function that puts them back. */
  empty(table: 'users' | 'sip' | 'voicemail.conf'): () => void;
}

export async function openThreePhones(log?: Log): Promise<ThreePhones> {
  const app = await openTestApp({}, {}, null, log ? { log } : {});
  app.stopClock();
  const phones = phonesOf(app);
  for (const user of [ALICE, BOB, CAROL]) await verify(phones, user);
  await app.desk.reconcile();
  return phones;
}

/** The same phones at an instance of the service. */
export function phonesOf(app: TestApp): ThreePhones {
  const fetchConfig = ({ mac, address }: PhoneUser) => app.get(`/provision/cfg${mac}.xml`, address, S500);
  return {
    app,
    fetchConfig,
    async logIn(user) {
      const { body } = await fetchConfig(user);
      const path = new URL(INTERNAL_PAGE.exec(body)?.[0] ?? '').pathname;
      const query = `extension=${user.extension}&password=${user.password}`;
      return (await app.get(`${path}/login?${query}`, user.address, S500)).body;
    },
    loggedIn: async () => (await app.store.activeSessions()).map(({ extension }) => extension).sort(),
    notifies: () => app.asterisk.calls.filter(({ did }) => did === 'notify').length,
    async pass(seconds) {
      for (let passed = 0; passed < seconds; passed += 10) {
        app.later(10_000);
        await app.desk.reconcile();
        await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined);
      }
    },
    empty(table) {
      const whole = [...app.users];
      if (table === 'users') app.users.clear();
      for (const [number, user] of table === 'users' ? [] : whole)
        app.users.set(number, { ...user, ...(table === 'sip' ? { secret: null } : { mailboxIsLost: true }) });
      return () => {
        for (const [number, user] of whole) app.users.set(number, user);
      };
    },
  };
}

async function verify(phones: ThreePhones, user: PhoneUser): Promise<void> {
  const { app } = phones;
  await phones.logIn(user);
  app.later(1_000);
  await app.desk.reconcile();
  await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined);
  await phones.fetchConfig(user);
  app.asterisk.register(contactOfS500(user.extension, user.address, 'Sangoma S500 V2.0.4.67'));
  await eventually(async () => (await app.store.activeSessionsOf(user.extension))[0]?.state === 'verified');
}
