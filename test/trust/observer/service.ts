import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { BRANDS } from '../../../phoneapps';
import { offlineCore } from '../../../src/app/offline';
import { purgeStaleCopies } from '../../../src/app/purge-stale-copies';
import { type Desk, openDesk } from '../../../src/desk/desk';
import { createEventBus } from '../../../src/desk/event-bus';
import type { Phone, Session } from '../../../src/desk/model';
import { purgeByRetention } from '../../../src/desk/reconcile/retention';
import { isRefusal, type Refusal, type RefusalCode } from '../../../src/desk/refusals';
import { DEFAULT_DESK_SETTINGS, type DeskSettings } from '../../../src/desk/settings';
import { createEncryptor } from '../../../src/lib/encryption';
import type { Mac } from '../../../src/lib/mac';
import { createBrandRegistry } from '../../../src/phones/brands/registry';
import { cacheSettings } from '../../../src/phones/http/auth/settings-cache';
import { createPhoneServer } from '../../../src/phones/http-app';
import { createConfigCache } from '../../../src/phones/provisioning/config-cache';
import { configHashOf } from '../../../src/phones/provisioning/render';
import { createAdminStore } from '../../../src/store/admin-store';
import { createDeskStore } from '../../../src/store/desk-store';
import { createLeases } from '../../../src/store/leases';
import { isDatabaseDown } from '../../../src/store/outage';
import { type SessionRow, toSession } from '../../../src/store/rows';
import { writeSettings } from '../../../src/store/settings';
import { createFaultyAsterisk } from '../../desk/model/asterisk';
import { createPendingCalls } from '../../desk/model/busy';
import { createPeople, type People } from '../../desk/model/people';
import { NO_WEBHOOK, SILENT } from '../../test-app';
import { type DatabaseState, failWith } from './faulty-store';
import { getInProcess, type HttpAnswer } from './in-process-http';

const BRAND_REGISTRY = createBrandRegistry(BRANDS);
const KEY = Buffer.alloc(32, 7);
const BY = { actor: 'key test', address: null };

export const INSIDE = ['10.0.0.0/8'];
export const SPY = '1009';
export const USERS = ['1001', '1002', '1003'];

/** The real desk, store, phone server and copies for outages; only Asterisk, the PBX, the network and the clock are simulated. */
export async function openService(
  db: Knex,
  { people = createPeople([...USERS, SPY]) }: { readonly people?: People } = {},
) {
  await clearTables(db);
  await writeSettings(db, {
    defaultLogin: true,
    internalAddress: '10.0.0.1',
    externalAddress: 'pbx.example.com',
    internalNetworks: INSIDE,
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-observer-'));
  const pending = createPendingCalls();
  const asterisk = createFaultyAsterisk();
  const configCache = pending.watch(createConfigCache(path.join(folder, 'copies'), KEY));
  const encryptor = createEncryptor(KEY);
  /** What the kernel says of its neighbours; empty where all phones are behind a router. */
  const neighbours = new Map<string, Mac>();
  let now = 1_800_000_000_000;
  let database: DatabaseState = 'well';
  let lastLogin: Session | Refusal | null = null;

  const failing = <T extends object>(wrapped: T): T => pending.watch(failWith(wrapped, () => database));
  const store = failing(createDeskStore(db, DEFAULT_DESK_SETTINGS));
  const adminStore = createAdminStore(db, DEFAULT_DESK_SETTINGS);
  const clock = () => now;

  const openRealDesk = (): { desk: Desk; close(): Promise<void> } => {
    const eventBus = createEventBus(SILENT);
    const stopPurging = purgeStaleCopies({ eventBus, store, configCache, log: SILENT });
    const desk = openDesk({
      store,
      directory: pending.watch(people.directory),
      asterisk: pending.watch(asterisk.asterisk),
      brands: BRAND_REGISTRY,
      webhook: NO_WEBHOOK,
      phoneCaller: { call: async () => false },
      neighbours: { macOf: async (address) => neighbours.get(address) ?? null },
      clock,
      pause: async () => {},
      newId: randomUUID,
      leases: failing(createLeases(db)),
      monotonic: () => 0,
      tokenKey: KEY,
      configHashOf: (decision) =>
        configHashOf({ brandRegistry: BRAND_REGISTRY, decrypt: encryptor.decrypt }, decision),
      publish: eventBus.publish,
      log: SILENT,
    });
    return {
      desk,
      async close() {
        await stopPurging();
        await desk.stop();
      },
    };
  };

  /** As the service starts: without the database, with the desk that only says so. */
  const openCore = () => {
    const opened =
      database === 'well' ? openRealDesk() : { desk: offlineCore(SILENT).desk, close: async () => undefined };
    const watched: Desk = {
      ...opened.desk,
      async logIn(request) {
        const login = await opened.desk.logIn(request);
        lastLogin = login;
        return login;
      },
    };
    const phoneServer: RequestListener = createPhoneServer({
      desk: watched,
      brandRegistry: BRAND_REGISTRY,
      listening: () => ({ http: 8480, https: null }),
      trustedProxies: [],
      clientCertificates: 'off',
      settings: cacheSettings({
        readSettings: store.settings,
        defaults: DEFAULT_DESK_SETTINGS,
        file: path.join(folder, 'settings-cache'),
        encryptor,
        log: SILENT,
      }),
      decrypt: encryptor.decrypt,
      nonceKey: KEY,
      isOutage: isDatabaseDown,
      configCache,
      clock,
      pause: async () => {},
      log: SILENT,
    });
    return { ...opened, phoneServer, isOffline: database !== 'well' };
  };
  let core = openCore();

  const restart = async (): Promise<void> => {
    await core.close();
    // It cannot release its lease without the database. The lease ends by the clock of the database, which a test cannot move.
    await db('hotdesk_leases').delete();
    core = openCore();
    await settle();
  };

  /** Lets all due jobs run: the worker polls once per second of the faked timers. */
  const settle = async (): Promise<void> => {
    await pending.quiet();
    for (let rounds = 0; rounds < 20; rounds += 1) {
      if (database !== 'well' || core.isOffline) return;
      if ((await db('hotdesk_jobs').where('due_at', '<=', now).first('id')) === undefined) return;
      jest.advanceTimersByTime(1_000);
      await pending.quiet();
    }
    throw new Error('due jobs are not done');
  };
  await settle();

  return {
    people,
    asterisk,
    neighbours,
    settle,
    restart,
    get now() {
      return now;
    },
    get database() {
      return database;
    },
    async get(url: string, from: string, userAgent: string): Promise<HttpAnswer> {
      const answer = await getInProcess(core.phoneServer, { path: url, from, userAgent });
      await pending.quiet();
      return answer;
    },
    /** The outcome of the login that the last request caused; null if it caused none. */
    takeLogin(): Session | Refusal | null {
      const outcome = lastLogin;
      lastLogin = null;
      return outcome;
    },
    async activeSessions(): Promise<readonly Session[]> {
      return (await db<SessionRow>('hotdesk_sessions').whereNotNull('active_mac')).map(toSession);
    },
    async isKnown(mac: Mac): Promise<boolean> {
      return (await db('hotdesk_phones').where({ mac }).first('mac')) !== undefined;
    },
    /** A login by the admin API. `vouchedFor`: the address at which the caller says that the phone is. */
    async logInByRest(mac: Mac, extension: string, vouchedFor: string | null): Promise<RefusalCode | null> {
      const outcome = await core.desk.logInByRest({
        mac,
        extension,
        via: vouchedFor?.startsWith('10.') === false ? 'external' : 'internal',
        trustAddress: vouchedFor,
        by: BY,
      });
      await settle();
      return isRefusal(outcome) ? outcome.refused : null;
    },
    async logOutByRest(mac: Mac): Promise<void> {
      await core.desk.logOutFor(mac, BY);
      await settle();
    },
    /** Creates a phone as an admin does, and returns the token of its link. */
    async createPhone(mac: Mac, brand: string): Promise<string> {
      const token = core.desk.newLink(mac);
      const phone: Phone = {
        mac,
        brand,
        model: null,
        firmware: null,
        label: '',
        createdAt: now,
        lastSeen: null,
        linkTokenId: token.id,
        linkUsed: false,
      };
      await adminStore.change((tx) => tx.addPhone(phone));
      return token.text;
    },
    async deletePhone(mac: Mac): Promise<void> {
      await core.desk.logOutFor(mac, BY, 'phone-deleted');
      await settle();
      await adminStore.change((tx) => tx.removePhone(mac));
    },
    async set(change: Partial<DeskSettings>): Promise<void> {
      await writeSettings(db, change);
    },
    async setDatabase(state: DatabaseState): Promise<void> {
      database = state;
      if (state === 'well' && core.isOffline) await restart();
      await settle();
    },
    async move(milliseconds: number): Promise<void> {
      now += milliseconds;
      await settle();
    },
    /** The purges that the service runs each hour. */
    async purge(): Promise<void> {
      await store.purgeExpired(now);
      await purgeByRetention({ store, clock }, () => true);
    },
    /** Compares the sessions with Asterisk, as the service does each 20 seconds. */
    async reconcile(): Promise<void> {
      await core.desk.reconcile();
      await settle();
    },
    async close(): Promise<void> {
      database = 'well';
      await core.close();
      await pending.quiet();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Service = Awaited<ReturnType<typeof openService>>;

/** Empties all our tables in one script, which is quicker than a new database. */
async function clearTables(db: Knex): Promise<void> {
  const names: string[] = await db('sqlite_master')
    .where({ type: 'table' })
    .where('name', 'like', 'hotdesk_%')
    .whereNot('name', 'like', 'hotdesk_migrations%')
    .pluck('name');
  const connection = await db.client.acquireConnection();
  try {
    connection.exec(
      [
        'PRAGMA foreign_keys = OFF',
        ...names.map((name) => `DELETE FROM ${name}`),
        'PRAGMA foreign_keys = ON',
      ].join(';'),
    );
  } finally {
    db.client.releaseConnection(connection);
  }
}
