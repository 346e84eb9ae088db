import { createHash, randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { BRANDS } from '../../../phoneapps';
import { type Desk, openDesk } from '../../../src/desk/desk';
import type { Token } from '../../../src/desk/model';
import type { Job, JobQueue } from '../../../src/desk/ports/outbox';
import type { LoggedInDecision } from '../../../src/desk/provisioning/config-decision';
import { DEFAULT_DESK_SETTINGS } from '../../../src/desk/settings';
import { type Mac, parseMac } from '../../../src/lib/mac';
import { createBrandRegistry } from '../../../src/phones/brands/registry';
import { createDeskStore } from '../../../src/store/desk-store';
import { createLeases } from '../../../src/store/leases';
import { writeSettings } from '../../../src/store/settings';
import { NO_WEBHOOK, SILENT } from '../../test-app';
import { createFaultyAsterisk } from './asterisk';
import { createPendingCalls } from './busy';
import { createPeople } from './people';

/** A phone and its state: addresses, tokens and account. */
export interface DeskPhone {
  readonly mac: Mac;
  readonly brand: string;
  readonly userAgent: string;
  /** Its usual address, and the one that it may move to. No other phone uses them. */
  readonly addresses: readonly [string, string];
  address: string;
  /** The token in its URLs; null before its first fetch. */
  token: Token | null;
  /** The account of its last config. */
  account: { extension: string; secret: string } | null;
}

/** The session that the model expects at a phone. */
export interface ExpectedSession {
  readonly id: string;
  readonly extension: string;
  readonly tokenId: string;
  readonly loginAddress: string | null;
}

export const STRANGER = '127.0.60.99';
export const SOFTPHONE = '127.0.60.50';
const BRAND_REGISTRY = createBrandRegistry(BRANDS);
const TABLES = ['leases', 'jobs', 'sessions', 'mappings', 'templates', 'phones', 'attempts', 'audit'];

export const idOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Stands for the hash of the config that a session's phone gets. */
export const configHashOf = ({ token, account, extension, choice }: LoggedInDecision): string =>
  idOf(JSON.stringify([token.id, account, extension.name, choice.template?.overrides ?? null]));

function newPhone(brand: string, macText: string, userAgent: string, place: number): DeskPhone {
  const mac = parseMac(macText);
  if (!mac) throw new Error(`not a MAC: ${macText}`);
  const addresses = [`127.0.60.${place}`, `127.0.60.${place + 10}`] as const;
  return {
    mac,
    brand,
    userAgent,
    addresses,
    address: addresses[0],
    token: null,
    account: null,
  };
}

/** The real desk on real tables, an Asterisk that can fail, three phones and three extensions. */
export async function openWorld(db: Knex) {
  for (const table of TABLES) await db(`hotdesk_${table}`).delete();
  await writeSettings(db, {
    defaultLogin: true,
    internalAddress: '127.0.0.1',
    externalAddress: 'pbx.example.com',
    maxLoginsPerHour: 0,
  });
  await db('hotdesk_templates').insert({
    brand: 'sangoma',
    name: 'standard',
    default_of: 'sangoma',
    settings: '{}',
    keys: '[]',
    overrides: '{}',
  });
  const pendingCalls = createPendingCalls();
  const people = createPeople(['1001', '1002', '1003']);
  const asterisk = createFaultyAsterisk();
  const store = createDeskStore(db, DEFAULT_DESK_SETTINGS);
  let now = 1_800_000_000_000;
  let restarts = 0;
  /** The jobs in the order in which they were finished. */
  const finished: { id: number; job: Job; mac: Mac }[] = [];
  const known = new Map<number, { job: Job; mac: Mac }>();

  const watchedStore = pendingCalls.watch({
    ...store,
    async dueJobs(queue: JobQueue, at: number, limit: number) {
      const due = await store.dueJobs(queue, at, limit);
      for (const { id, job, mac } of due) known.set(id, { job, mac });
      return due;
    },
    async finishJob(id: number) {
      const job = known.get(id);
      if (job) finished.push({ id, ...job });
      await store.finishJob(id);
    },
  });

  const open = (): Desk =>
    openDesk({
      store: watchedStore,
      directory: pendingCalls.watch(people.directory),
      asterisk: pendingCalls.watch(asterisk.asterisk),
      brands: BRAND_REGISTRY,
      webhook: NO_WEBHOOK,
      phoneCaller: { call: async () => false },
      neighbours: { macOf: async () => null },
      clock: () => now,
      pause: async () => {},
      newId: randomUUID,
      leases: pendingCalls.watch(createLeases(db)),
      monotonic: () => 0,
      tokenKey: Buffer.alloc(32, 7),
      configHashOf: configHashOf,
      publish: () => {},
      log: SILENT,
    });
  let desk = open();

  /** Lets all due jobs run: the worker polls once per second of the faked timers. */
  const settle = async (): Promise<void> => {
    await pendingCalls.quiet();
    for (let rounds = 0; rounds < 100; rounds += 1) {
      jest.advanceTimersByTime(1_000);
      await pendingCalls.quiet();
      const due = db('hotdesk_jobs')
        .where('due_at', '<=', now)
        .orWhere('due_at', '>', now + 120_000);
      if (asterisk.state.health !== 'well' || (await due.first('id')) === undefined) return;
    }
    throw new Error('due jobs are not done');
  };
  await settle();

  return {
    db,
    people,
    asterisk,
    finished,
    phones: [
      newPhone('sangoma', '005058000001', 'Sangoma S500 V2.0.4.67', 1),
      newPhone('sangoma', '005058000002', 'Sangoma S500 V2.0.4.67', 2),
      newPhone('yealink', '001565000003', 'Yealink SIP-T46S 66.86.0.15', 3),
    ] as readonly DeskPhone[],
    /** The active sessions that the model expects, by MAC. */
    active: new Map<Mac, ExpectedSession>(),
    /** Repeated logins, which notify the phone without an audit entry, by MAC. */
    repeats: new Map<Mac, number>(),
    get desk() {
      return desk;
    },
    get now() {
      return now;
    },
    get restarts() {
      return restarts;
    },
    move(milliseconds: number) {
      now += milliseconds;
    },
    settle,
    async restart() {
      await desk.stop();
      restarts += 1;
      desk = open();
      await settle();
    },
    async close() {
      await desk.stop();
      await pendingCalls.quiet();
    },
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;
