import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { BRANDS } from '../phoneapps';
import { createWebhook } from '../src/admin/events/webhook';
import { purgeAfter } from '../src/app/purge-stale-copies';
import { type Desk, openDesk } from '../src/desk/desk';
import type { DeskEvent } from '../src/desk/events';
import type { Extension, Mailbox, SipAccount, Technology } from '../src/desk/model';
import type { PhoneCall } from '../src/desk/ports/brands';
import type { Directory } from '../src/desk/ports/directory';
import type { Log } from '../src/desk/ports/log';
import type { DeskStore } from '../src/desk/ports/store';
import type { Webhook } from '../src/desk/ports/webhook';
import { DEFAULT_DESK_SETTINGS, type DeskSettings } from '../src/desk/settings';
import { createEncryptor } from '../src/lib/encryption';
import type { Mac } from '../src/lib/mac';
import { hashPassword } from '../src/lib/passwords';
import { createBrandRegistry } from '../src/phones/brands/registry';
import { withLastKnownSettings } from '../src/phones/http/request-settings';
import { createPhoneServer, type PhoneServerDeps } from '../src/phones/http-app';
import { createConfigCache } from '../src/phones/provisioning/config-cache';
import { configHashOf } from '../src/phones/provisioning/render';
import { createDeskStore } from '../src/store/desk-store';
import { createLeases } from '../src/store/leases';
import { isDatabaseDown } from '../src/store/outage';
import { writeSettings } from '../src/store/settings';
import { withCensus } from './support/census';
import { createRecordingAsterisk } from './support/recording-asterisk';
import { openTestDatabase } from './support/test-database';

/** Encrypts the secrets that tests put into the settings, such as the provisioning password. */
export const ENCRYPTOR = createEncryptor(Buffer.alloc(32, 9));

/** For tests whose settings have no webhook: any delivery is a fault. */
export const NO_WEBHOOK: Webhook = {
  async deliver() {
    throw new Error('unexpected webhook delivery: no webhook is set');
  },
};

export const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A log that keeps the `event` of each line. */
export interface RecordedLog extends Log {
  events(): readonly string[];
}

export function recordLog(): RecordedLog {
  const events: string[] = [];
  const record = (fields: object) => {
    if ('event' in fields) events.push(String(fields.event));
  };
  return { debug: record, info: record, warn: record, error: record, events: () => events };
}

/**
 * A user of the test PBX. `pin` is null without a mailbox, `secret` is null without a SIP account. The account is of PJSIP and
 * has the number of the user unless the user says otherwise.
 */
export interface TestUser {
  readonly name: string;
  readonly pin: string | null;
  readonly secret: string | null;
  /** FreePBX says that there is a mailbox, and voicemail.conf has none. */
  readonly mailboxIsLost?: boolean;
  readonly technology?: Technology;
  readonly endpoint?: string;
}

/** Alice and Bob have a mailbox, Carol has none; the mailbox of 1004 has an empty PIN; 1005 has no SIP account. */
const USERS: Readonly<Record<string, TestUser>> = {
  '1001': { name: 'Alice Adams', pin: '4711', secret: 'secret-of-1001' },
  '1002': { name: 'Bob Brown', pin: '4712', secret: 'secret-of-1002' },
  '1003': { name: 'Carol Clark', pin: null, secret: 'secret-of-1003' },
  '1004': { name: 'Jürgen & "Ñandú" <张>', pin: '', secret: 'secret-of-1004' },
  '1005': { name: 'Desk 1005', pin: '4715', secret: null },
};

function directoryOf(users: ReadonlyMap<string, TestUser>): Directory {
  const extensionOf = (number: string): Extension | null => {
    const user = users.get(number);
    return user ? { number, name: user.name, mailboxContext: user.pin === null ? null : 'default' } : null;
  };
  return withCensus({
    extension: async (number) => extensionOf(number),
    extensions: async () => [...users.keys()].flatMap((number) => extensionOf(number) ?? []),
    async mailbox(number, context): Promise<Mailbox | null> {
      const user = users.get(number);
      const pin = user?.mailboxIsLost ? null : user?.pin;
      return pin === null || pin === undefined ? null : { number, context, pin };
    },
    sipAccount: async (number) => accountOf(users.get(number), number),
    async deviceChoice(number) {
      const account = accountOf(users.get(number), number);
      return { account, rule: account && 'own-number', passedOver: [] };
    },
  });
}

function accountOf(user: TestUser | undefined, number: string): SipAccount | null {
  if (!user?.secret) return null;
  const { secret, technology = 'pjsip', endpoint = number } = user;
  return { endpoint, technology, authUser: endpoint, secret };
}

/** An HTTP call that a phone received. */
export interface PhoneCalled {
  readonly address: string;
  readonly call: PhoneCall;
}

export interface TestApp {
  readonly desk: Desk;
  readonly db: Knex;
  readonly store: DeskStore;
  /** The users of the PBX, by number. A change here is a change in the PBX. */
  readonly users: Map<string, TestUser>;
  readonly events: DeskEvent[];
  /** The HTTP calls that phones received. */
  readonly phoneCalls: readonly PhoneCalled[];
  readonly asterisk: ReturnType<typeof createRecordingAsterisk>;
  /** What the kernel says of its neighbours: MACs by address. Others are unknown, as those behind a router. */
  readonly neighbours: Map<string, Mac>;
  readonly port: number;
  /** The request listener of the phone server, for tests that start their own server. */
  readonly phoneServer: RequestListener;
  /** The folder of the config cache. */
  readonly folder: string;
  /** Moves the clock forward. */
  later(milliseconds: number): void;
  /** Stops the clock, so that a test does not depend on the speed of the machine; `later` still moves it. */
  stopClock(): void;
  set(change: Partial<DeskSettings>): Promise<void>;
  /** Sends a request to the phone server from a loopback address. */
  get(path: string, from?: string, headers?: Record<string, string>, method?: string): Promise<Answer>;
  /** The same as a POST with a body. */
  post(path: string, body: string | Buffer, from?: string, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly bytes: Buffer;
}

/** Hashing is slow on purpose, so a test file does it only once. */
const passwords = Promise.all([hashPassword('desk-user'), hashPassword('desk-admin')]).then(
  ([userPassword, adminPassword]) => ({ userPassword, adminPassword }),
);

/**
 * Opens a desk, our tables (embedded SQLite) and the phone server on a free port; the PBX has five users. With `beside` it
 * is another instance on the tables of that one: close the new instance first.
 */
export async function openTestApp(
  settings: Partial<DeskSettings> = {},
  listener: Partial<PhoneServerDeps> = {},
  beside: TestApp | null = null,
  deskDeps: { readonly remainingDrainMs?: () => number; readonly log?: Log } = {},
): Promise<TestApp> {
  const users = beside?.users ?? new Map(Object.entries(USERS));
  const db = beside?.db ?? (await openTestDatabase());
  if (!beside) {
    await writeSettings(db, {
      defaultLogin: true,
      internalAddress: '127.0.0.1',
      externalAddress: 'pbx.example.com',
      ...(await passwords),
      ...settings,
    });
  }
  const store = createDeskStore(db, DEFAULT_DESK_SETTINGS);
  const asterisk = createRecordingAsterisk();
  const brandRegistry = listener.brandRegistry ?? createBrandRegistry(BRANDS);
  const events: DeskEvent[] = [];
  const phoneCalls: PhoneCalled[] = [];
  const neighbours = new Map<string, Mac>();
  const folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-test-app-'));
  const configCache = createConfigCache(folder, Buffer.alloc(32, 7));
  let ahead = 0;
  let stoppedAt: number | null = null;
  const clock = () => (stoppedAt ?? Date.now()) + ahead;
  const desk = openDesk({
    store,
    directory: directoryOf(users),
    asterisk: asterisk.asterisk,
    brands: brandRegistry,
    webhook: createWebhook({
      settings: store.settings,
      decrypt: ENCRYPTOR.decrypt,
      targets: { allowPrivate: true, ownPorts: () => [] },
      log: SILENT,
      timeoutMs: 50_000,
    }),
    phoneCaller: {
      async call(address, call) {
        phoneCalls.push({ address, call });
        return true;
      },
    },
    neighbours: { macOf: async (address) => neighbours.get(address) ?? null },
    clock,
    pause: async () => {},
    newId: randomUUID,
    leases: createLeases(db),
    monotonic: () => performance.now(),
    tokenKey: Buffer.alloc(32, 7),
    configHashOf: (decision) => configHashOf({ brandRegistry, decrypt: ENCRYPTOR.decrypt }, decision),
    publish: (event) => {
      events.push(event);
      void purgeAfter(configCache, event);
    },
    log: SILENT,
    ...deskDeps,
  });
  const phoneServer = createPhoneServer({
    desk,
    brandRegistry,
    listening: () => ({ http: portOf(server), https: null }),
    trustedProxies: [],
    clientCertificates: 'off',
    settings: withLastKnownSettings(async () => ({ settings: await store.settings(), outage: null })),
    isOutage: isDestroyed,
    decrypt: ENCRYPTOR.decrypt,
    nonceKey: Buffer.alloc(32, 8),
    configCache,
    clock,
    pause: async () => {},
    log: SILENT,
    ...listener,
  });
  const server: Server = createServer(phoneServer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  return {
    desk,
    db,
    store,
    users,
    events,
    phoneCalls,
    asterisk,
    neighbours,
    port,
    phoneServer,
    folder,
    stopClock: () => {
      stoppedAt = Date.now();
    },
    later: (milliseconds) => {
      ahead += milliseconds;
    },
    set: (change) => writeSettings(db, change),
    get: (path, from = '127.0.0.1', headers = {}, method = 'GET') => ask(port, path, from, headers, method),
    post: (path, body, from = '127.0.0.1', headers = {}) => ask(port, path, from, headers, 'POST', body),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await desk.stop();
      if (!beside) await db.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A test takes the database away by destroying the pool, which then says so in this text. */
export function isDestroyed(error: unknown): boolean {
  return isDatabaseDown(error) || /Unable to acquire a connection/.test(String(error));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function ask(
  port: number,
  path: string,
  localAddress: string,
  headers: Record<string, string>,
  method: string,
  body?: string | Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      path,
      localAddress,
      headers,
      method,
      agent: false,
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const { statusCode: status = 0, headers: received } = response;
        resolve({ status, headers: received, body: bytes.toString('utf8'), bytes });
      });
    });
    request.end(body);
  });
}

/** Waits until the check returns a truthy value, and returns it. @throws Error when it does not within the timeout. */
export async function eventually<T>(
  check: () => T | Promise<T>,
  timeoutMs = 10_000,
): Promise<NonNullable<T>> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > giveUpAt) throw new Error(`not true within ${timeoutMs} ms: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
