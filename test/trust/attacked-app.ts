import { readFileSync } from 'node:fs';
import path from 'node:path';
import { labPbxRows } from '../../sql/freepbx/lab-pbx';
import type { Session } from '../../src/desk/model';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { outsideAddress, TEST_NETWORK, testAddress } from '../addresses';
import { LAB_ADMIN_KEY, type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { contactsOf, logInAt, sessionOf } from '../walks/support';
import { type Attacker, createAttacker } from './attacker';

/** A real phone at which somebody has logged in by PIN. */
export interface Victim {
  readonly phone: SimulatedPhone;
  readonly mac: string;
  readonly address: string;
  readonly extension: string;
  readonly pin: string;
  /** The name of its config file. */
  readonly file: string;
  readonly session: Session;
  /** The path of its login app, with its token: the attacker does not know it. */
  readonly app: string;
}

export interface AttackedApp {
  readonly app: LabApp;
  readonly attacker: Attacker;
  readonly alice: Victim;
  readonly desk: Victim;
  readonly phonesPort: number;
  readonly adminPort: number;
  /** Every action that Asterisk got since the last call, as lines `Name: value`. */
  actions(): readonly (readonly string[])[];
  /** Both phones are as they were: same session, registered, not told anything, and the attacker knows nothing. */
  expectUndisturbed(): Promise<void>;
  close(): Promise<void>;
}

/** Phones are inside; so are attackers at a `testAddress`, and those at an `outsideAddress` are outside. */
export const INSIDE = [testAddress(0, 201), testAddress(0, 202), testAddress(0, 203)];
export const OUTSIDE = [outsideAddress(0, 1), outsideAddress(0, 2), outsideAddress(0, 3)];

/** A PBX, the service, and two phones of two brands in use: one keeps its URL, one asks what DHCP gave it. */
export async function openAttackedApp(): Promise<AttackedApp> {
  const testApp = await openLabApp({ ownServers: true });
  try {
    await testApp.set({ internalNetworks: ['127.0.0.0/16', TEST_NETWORK] });
    const alice = await victim(
      testApp,
      'sangoma',
      's500',
      '005058000701',
      testAddress(0, 211),
      '1001',
      '4711',
    );
    const desk = await victim(
      testApp,
      'yealink',
      't46s',
      '805ec0000702',
      testAddress(0, 212),
      '1004',
      '9004',
    );
    await testApp.asterisk.cli('manager set debug on');
    const attacker = createAttacker(secretsOf(testApp, [alice, desk]));
    const log = path.join(testApp.asterisk.etcDir, '..', 'log', 'full');
    let read = readFileSync(log, 'utf8').length;
    const notified = new Map([alice, desk].map(({ phone }) => [phone, phone.notifies.length]));
    return {
      app: testApp,
      attacker,
      alice,
      desk,
      phonesPort: testApp.service.phonesPort,
      adminPort: testApp.service.adminPort,
      actions() {
        const news = readFileSync(log, 'utf8').slice(read);
        read += news.length;
        return actionsIn(news);
      },
      async expectUndisturbed() {
        expect(attacker.leaks).toEqual([]);
        for (const { phone, extension, session } of [alice, desk]) {
          const now = await sessionOf(testApp, extension);
          expect([now?.id, now?.state, now?.tokenId]).toEqual([session.id, 'verified', session.tokenId]);
          expect(phone.registered()).toEqual([extension]);
          expect(phone.notifies.length).toBe(notified.get(phone));
          expect(await contactsOf(testApp, extension)).toHaveLength(1);
        }
      },
      async close() {
        attacker.stop();
        await testApp.close();
      },
    };
  } catch (error) {
    await testApp.close();
    throw error;
  }
}

async function victim(
  testApp: LabApp,
  brand: string,
  model: string,
  mac: string,
  address: string,
  extension: string,
  pin: string,
): Promise<Victim> {
  const phone = testApp.phone(brand, model, mac, address, brand === 'yealink' ? 'dhcp' : 'config');
  await phone.boot();
  await logInAt(testApp, phone, extension, pin);
  await eventually(() => phone.registered().includes(extension), 20_000);
  const session = await sessionOf(testApp, extension);
  const opens = phone.keys().find((key) => key.opens !== null)?.opens;
  if (!session || !opens) throw new Error(`${extension} is not logged in`);
  const app = new URL(opens).pathname;
  const file = brand === 'yealink' ? `${mac}.cfg` : `cfg${mac}.xml`;
  return { phone, mac, address, extension, pin, file, session, app };
}

/** Everything that an attacker must never be told: the secrets of all extensions, of the house, and the tokens in use. */
function secretsOf(testApp: LabApp, victims: readonly Victim[]): string[] {
  const ofSip = labPbxRows().sip.flatMap(({ keyword, data }) =>
    keyword === 'secret' && data !== '' ? [data] : [],
  );
  const tokens = victims.map(({ app }) => app.split('/')[2] ?? app);
  const { asterisk, mariadb } = testApp;
  return [
    ...ofSip,
    ...tokens,
    asterisk.ami.secret,
    mariadb.password,
    LAB_ADMIN_KEY,
    'desk-user',
    'desk-admin',
  ];
}

/** What Asterisk writes of each action that came, with `manager set debug on`. */
function actionsIn(log: string): string[][] {
  return log
    .split('<--- Examining AMI action: -->\n')
    .slice(1)
    .map((rest) => rest.split('\n').slice(0, rest.split('\n').indexOf('')));
}
