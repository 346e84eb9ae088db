import { readFileSync } from 'node:fs';
import path from 'node:path';
import { labPbxRows } from '../../sql/freepbx/lab-pbx';
import type { Session } from '../../src/desk/model';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { outsideAddress, TEST_NETWORK, testAddress } from '../addresses';
import { eventually } from '../house';
import { LAB_ADMIN_KEY, type LabHouse, openLabHouse } from '../lab-house';
import { contactsOf, logInAt, sessionOf } from '../ways/support';
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

export interface AttackedHouse {
  readonly house: LabHouse;
  readonly attacker: Attacker;
  readonly alice: Victim;
  readonly desk: Victim;
  readonly phonesPort: number;
  readonly peoplePort: number;
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
export async function openAttackedHouse(): Promise<AttackedHouse> {
  const house = await openLabHouse({ ownServers: true });
  try {
    await house.set({ internalNetworks: ['127.0.0.0/16', TEST_NETWORK] });
    const alice = await victim(house, 'sangoma', 's500', '005058000701', testAddress(0, 211), '1001', '4711');
    const desk = await victim(house, 'yealink', 't46s', '805ec0000702', testAddress(0, 212), '1004', '9004');
    await house.asterisk.cli('manager set debug on');
    const attacker = createAttacker(secretsOf(house, [alice, desk]));
    const log = path.join(house.asterisk.etcDir, '..', 'log', 'full');
    let read = readFileSync(log, 'utf8').length;
    const told = new Map([alice, desk].map(({ phone }) => [phone, phone.notifies.length]));
    return {
      house,
      attacker,
      alice,
      desk,
      phonesPort: house.service.phonesPort,
      peoplePort: house.service.adminPort,
      actions() {
        const news = readFileSync(log, 'utf8').slice(read);
        read += news.length;
        return actionsIn(news);
      },
      async expectUndisturbed() {
        expect(attacker.leaks).toEqual([]);
        for (const { phone, extension, session } of [alice, desk]) {
          const now = await sessionOf(house, extension);
          expect([now?.id, now?.state, now?.tokenId]).toEqual([session.id, 'verified', session.tokenId]);
          expect(phone.registered()).toEqual([extension]);
          expect(phone.notifies.length).toBe(told.get(phone));
          expect(await contactsOf(house, extension)).toHaveLength(1);
        }
      },
      async close() {
        attacker.stop();
        await house.close();
      },
    };
  } catch (error) {
    await house.close();
    throw error;
  }
}

async function victim(
  house: LabHouse,
  brand: string,
  model: string,
  mac: string,
  address: string,
  extension: string,
  pin: string,
): Promise<Victim> {
  const phone = house.phone(brand, model, mac, address, brand === 'yealink' ? 'dhcp' : 'config');
  await phone.boot();
  await logInAt(house, phone, extension, pin);
  await eventually(() => phone.registered().includes(extension), 20_000);
  const session = await sessionOf(house, extension);
  const opens = phone.keys().find((key) => key.opens !== null)?.opens;
  if (!session || !opens) throw new Error(`${extension} is not logged in`);
  const app = new URL(opens).pathname;
  const file = brand === 'yealink' ? `${mac}.cfg` : `cfg${mac}.xml`;
  return { phone, mac, address, extension, pin, file, session, app };
}

/** Everything that an attacker must never be told: the secrets of all extensions, of the house, and the tokens in use. */
function secretsOf(house: LabHouse, victims: readonly Victim[]): string[] {
  const ofSip = labPbxRows().sip.flatMap(({ keyword, data }) =>
    keyword === 'secret' && data !== '' ? [data] : [],
  );
  const tokens = victims.map(({ app }) => app.split('/')[2] ?? app);
  const { asterisk, mariadb } = house;
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
