import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { BRANDS } from '../../phoneapps';
import { type Desk, openDesk } from '../../src/desk/desk';
import type { Session, Token } from '../../src/desk/model';
import { isRefusal } from '../../src/desk/refusals';
import { DEFAULT_DESK_SETTINGS } from '../../src/desk/settings';
import { type Mac, parseMac } from '../../src/lib/mac';
import { createBrandRegistry } from '../../src/phones/brands/registry';
import { connectDatabase, migrateDatabase } from '../../src/store/database';
import { createDeskStore } from '../../src/store/desk-store';
import { createLeases } from '../../src/store/leases';
import type { SessionRow } from '../../src/store/rows';
import { writeSettings } from '../../src/store/settings';
import type { LabMariadb } from '../lab/mariadb';
import { shareMariadb } from '../lab/shared';
import { createRecordingAsterisk } from '../support/recording-asterisk';
import { eventually, NO_WEBHOOK, SILENT } from '../test-app';
import { roundCount } from '../tier';
import { createPeople, PIN } from './model/people';
import { contactOf } from './model/phone-life';

const ROUNDS = roundCount({ full: 1_000, core: 100 });
const NUMBER = '1001';

interface Racer {
  readonly mac: Mac;
  readonly address: string;
}

const RACERS: readonly Racer[] = ['005058000001', '005058000002'].map((text, index) => {
  const mac = parseMac(text);
  if (!mac) throw new Error(`not a MAC: ${text}`);
  return { mac, address: `127.0.60.${21 + index}` };
});

let mariadb: LabMariadb;
let database: string;
const databases: Knex[] = [];
const desks: Desk[] = [];
const asterisk = createRecordingAsterisk();
/** Warnings and errors of the instances. Lost races must not cause any. */
const warnings: string[] = [];

/** A separate instance: its own pool and desk on the same tables. */
function openInstance(): Desk {
  const { host, port, user, password } = mariadb;
  const db = connectDatabase({ kind: 'mysql', host, port, user, password, database }, SILENT);
  databases.push(db);
  const recordWarning = (fields: object, message: string) =>
    void warnings.push(`${message} ${JSON.stringify(fields)}`);
  const desk = openDesk({
    store: createDeskStore(db, DEFAULT_DESK_SETTINGS),
    directory: createPeople([NUMBER]).directory,
    asterisk: asterisk.asterisk,
    brands: createBrandRegistry(BRANDS),
    webhook: NO_WEBHOOK,
    phoneCaller: { call: async () => false },
    neighbours: { macOf: async () => null },
    clock: Date.now,
    pause: async () => {},
    newId: randomUUID,
    leases: createLeases(db),
    monotonic: () => performance.now(),
    tokenKey: Buffer.alloc(32, 7),
    configHashOf: ({ token }) => token.id,
    publish: () => {},
    log: { ...SILENT, warn: recordWarning, error: recordWarning },
  });
  desks.push(desk);
  return desk;
}

beforeAll(async () => {
  mariadb = await shareMariadb();
  database = await mariadb.createDatabase('race');
  const { host, port, user, password } = mariadb;
  const db = connectDatabase({ kind: 'mysql', host, port, user, password, database }, SILENT);
  await migrateDatabase(db);
  await writeSettings(db, { defaultLogin: true, internalAddress: '127.0.0.1', maxLoginsPerHour: 0 });
  await db.destroy();
  openInstance();
  openInstance();
}, 60_000);
afterAll(async () => {
  for (const desk of desks) await desk.stop();
  for (const db of databases) await db.destroy();
  await mariadb?.stop();
});

async function fetchAt(desk: Desk, { mac, address }: Racer) {
  const decision = await desk.resolveConfig({
    mac,
    brand: 'sangoma',
    model: 's500',
    firmware: '1',
    address,
    tokenText: null,
  });
  if (decision.kind === 'absent') throw new Error('no config');
  return decision;
}

async function logInAt(desk: Desk, { mac, address }: Racer, token: Token): Promise<Session> {
  const request = { mac, address, token, extension: NUMBER, password: PIN, via: 'internal' } as const;
  const outcome = await desk.logIn(request);
  if (isRefusal(outcome)) throw new Error(`refused: ${outcome.refused}`);
  return outcome;
}

test(`when two phones log in the same extension at once, exactly one wins and the other is notified, ${ROUNDS} times`, async () => {
  const [db] = databases as [Knex];
  const fetchAll = async () =>
    Promise.all(RACERS.map(async (racer) => (await fetchAt(desks[0] as Desk, racer)).token));
  let tokens = await fetchAll();
  const begun = new Set<string>();
  /** A phone that still has the session and logs in again is notified again. */
  const repeats = new Map<Mac, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    // Each phone uses each instance in turn, sometimes both the same one.
    const sessions = await Promise.all(
      RACERS.map((racer, index) =>
        logInAt(desks[((round >> 1) + index * (round & 1)) % 2] as Desk, racer, tokens[index] as Token),
      ),
    );
    for (const { id, mac } of sessions) {
      if (begun.has(id)) repeats.set(mac, (repeats.get(mac) ?? 0) + 1);
      begun.add(id);
    }
    const active = await db<SessionRow>('hotdesk_sessions').whereNotNull('active_mac');
    expect(active).toHaveLength(1);
    const [winner] = active as [SessionRow];
    expect(sessions.map(({ id }) => id)).toContain(winner.id);
    for (const { id, mac } of sessions.filter((session) => session.id !== winner.id)) {
      const row = await db<SessionRow>('hotdesk_sessions').where({ id }).first();
      expect(row).toMatchObject({ mac, state: 'ended', end_reason: 'moved', active_mac: null });
    }
    // Both read their configs. The next login uses the tokens in them.
    tokens = await fetchAll();
    // The winner has the account and registers, so that its end involves Asterisk.
    await db<SessionRow>('hotdesk_sessions').where({ id: winner.id }).update({ provisioned_at: 1 });
    const racer = RACERS.find(({ mac }) => mac === winner.mac) as Racer;
    asterisk.contacts.length = 0;
    asterisk.contacts.push(contactOf(NUMBER, racer.address, 5060, 'Sangoma S500 V2.0.4.67'));
  }
  await eventually(async () => (await db('hotdesk_jobs').first('id')) === undefined, 60_000);
  for (const { mac, address } of RACERS) {
    const entries = async (action: string) => (await db('hotdesk_audit').where({ mac, action })).length;
    const [logins, ends] = [await entries('login'), await entries('logout')];
    const rows = await db<SessionRow>('hotdesk_sessions').where({ mac });
    expect(rows.length).toBe(logins);
    expect(rows.filter(({ state }) => state === 'ended').map(({ end_reason }) => end_reason)).toEqual(
      Array(ends).fill('moved'),
    );
    expect(notifiedAt(address)).toBe(logins + ends + (repeats.get(mac) ?? 0));
  }
  // Each round had a loser.
  const moved = await db<SessionRow>('hotdesk_sessions').where({ end_reason: 'moved' });
  expect(moved.length).toBeGreaterThanOrEqual(ROUNDS);
  expect(begun.size).toBe(moved.length + 1);
  expect(asterisk.calls.some(({ did }) => did === 'end')).toBe(true);
  expect(warnings).toEqual([]);
}, 600_000);

function notifiedAt(address: string): number {
  return asterisk.calls.filter((call) => {
    if (call.did !== 'notify') return false;
    return (call.target.kind === 'contact' ? call.target.contact.address : call.target.address) === address;
  }).length;
}
