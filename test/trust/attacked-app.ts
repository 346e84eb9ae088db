import { readFileSync } from 'node:fs';
import path from 'node:path';
import { labPbxRows } from '../../sql/freepbx/lab-pbx';
import type { Session } from '../../src/desk/model';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { outsideAddress, TEST_NETWORK, testAddress } from '../addresses';
import { LAB_ADMIN_KEY } from '../lab/admin-api';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually, SILENT } from '../test-app';
import { contactsOf, logInAt, sessionOf } from '../walks/support';
import { type Attacker, createAttacker } from './attacker';

/** A phone that a user has logged in to by PIN. */
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
  readonly appPath: string;
}

export interface AttackedApp {
  readonly app: LabApp;
  readonly attacker: Attacker;
  readonly alice: Victim;
  readonly dhcpVictim: Victim;
  readonly phonesPort: number;
  readonly adminPort: number;
  /** Why requests to the phone server failed, but for a database that gave no answer in time: a flood may cause that. */
  readonly faults: readonly string[];
  /** Every AMI action that Asterisk received since the last call, as lines `Name: value`. */
  actions(): readonly (readonly string[])[];
  /** Both phones have the same session and registration and got no NOTIFY, and the attacker got no secret. */
  expectUndisturbed(): Promise<void>;
  close(): Promise<void>;
}

/** Phones and attackers at a `testAddress` are inside, attackers at an `outsideAddress` are outside. */
export const INSIDE = [testAddress(0, 201), testAddress(0, 202), testAddress(0, 203)];
export const OUTSIDE = [outsideAddress(0, 1), outsideAddress(0, 2), outsideAddress(0, 3)];

/** What the phone server logs of a database that has too much to do. */
const OVERLOADED = /did not answer in time|became free in time|ended a slow statement/;
/** Guards against a hang. How long something takes is no subject here. */
export const HANG_MS = 120_000;

/** A PBX, the service, and two phones in use: one keeps its URL, one gets it from DHCP at each boot. */
export async function openAttackedApp(): Promise<AttackedApp> {
  const faults: string[] = [];
  const record = (fields: object) => {
    if (!('event' in fields) || fields.event !== 'phone-server.request-failed') return;
    const reason = 'error' in fields ? String(fields.error) : '';
    if (!OVERLOADED.test(reason)) faults.push(reason);
  };
  const app = await openLabApp({ ownServers: true, log: { ...SILENT, warn: record } });
  try {
    await app.set({ internalNetworks: ['127.0.0.0/16', TEST_NETWORK] });
    const alice = await createVictim(
      app,
      'sangoma',
      's500',
      '005058000701',
      testAddress(0, 211),
      '1001',
      '4711',
    );
    const dhcpVictim = await createVictim(
      app,
      'yealink',
      't46s',
      '805ec0000702',
      testAddress(0, 212),
      '1004',
      '9004',
    );
    await app.asterisk.cli('manager set debug on');
    const attacker = createAttacker(secretsOf(app, [alice, dhcpVictim]));
    const log = path.join(app.asterisk.etcDir, '..', 'log', 'full');
    let read = readFileSync(log, 'utf8').length;
    const notified = new Map([alice, dhcpVictim].map(({ phone }) => [phone, phone.notifies.length]));
    return {
      app,
      attacker,
      faults,
      alice,
      dhcpVictim,
      phonesPort: app.service.phonesPort,
      adminPort: app.service.adminPort,
      actions() {
        const added = readFileSync(log, 'utf8').slice(read);
        read += added.length;
        return actionsIn(added);
      },
      async expectUndisturbed() {
        expect([attacker.leaks, faults]).toEqual([[], []]);
        for (const { phone, extension, session } of [alice, dhcpVictim]) {
          // On a busy machine a phone may be late with its next registration.
          await eventually(async () => {
            const contacts = await contactsOf(app, extension);
            return phone.registered().join() === extension && contacts.length === 1;
          }, HANG_MS);
          const now = await sessionOf(app, extension);
          expect([now?.id, now?.state, now?.tokenId]).toEqual([session.id, 'verified', session.tokenId]);
          expect(phone.notifies.length).toBe(notified.get(phone));
        }
      },
      async close() {
        attacker.stop();
        await app.close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function createVictim(
  app: LabApp,
  brand: string,
  model: string,
  mac: string,
  address: string,
  extension: string,
  pin: string,
): Promise<Victim> {
  const phone = app.phone(brand, model, mac, address, brand === 'yealink' ? 'dhcp' : 'config');
  await phone.boot();
  await logInAt(app, phone, extension, pin);
  await eventually(() => phone.registered().includes(extension), HANG_MS);
  const session = await sessionOf(app, extension);
  const opens = phone.keys().find((key) => key.opens !== null)?.opens;
  if (!session || !opens) throw new Error(`${extension} is not logged in`);
  const appPath = new URL(opens).pathname;
  const file = brand === 'yealink' ? `${mac}.cfg` : `cfg${mac}.xml`;
  return { phone, mac, address, extension, pin, file, session, appPath };
}

/** Everything that an attacker must never get: all secrets of the PBX and the service, and the tokens in use. */
function secretsOf(app: LabApp, victims: readonly Victim[]): string[] {
  const ofSip = labPbxRows().sip.flatMap(({ keyword, data }) =>
    keyword === 'secret' && data !== '' ? [data] : [],
  );
  const tokens = victims.map(({ appPath }) => appPath.split('/')[2] ?? appPath);
  const { asterisk, mariadb } = app;
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

/** The actions in the log of Asterisk, which `manager set debug on` writes there. */
function actionsIn(log: string): string[][] {
  return log
    .split('<--- Examining AMI action: -->\n')
    .slice(1)
    .map((rest) => rest.split('\n').slice(0, rest.split('\n').indexOf('')));
}
