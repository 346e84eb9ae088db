import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import request from 'supertest';
import { BRANDS } from '../../phoneapps';
import { createWebhook } from '../../src/admin/events/webhook';
import { KEY_SCOPES } from '../../src/admin/http/scopes';
import { createAdminApp } from '../../src/admin/http-app';
import { hashOfKey } from '../../src/admin/keys/key-text';
import { countingDesk } from '../../src/admin/metrics/counting-desk';
import { createMetrics } from '../../src/admin/metrics/metrics';
import type { Brands } from '../../src/admin/ports/brands';
import type { DemoFacts } from '../../src/admin/ports/demo';
import type { AdminDeps } from '../../src/admin/ports/deps';
import type { AsteriskState } from '../../src/admin/ports/health';
import type { AdminStore } from '../../src/admin/ports/store';
import { adminKeys } from '../../src/app/admin-keys';
import { createFirstKeyFile } from '../../src/app/first-key-file';
import { type Desk, openDesk } from '../../src/desk/desk';
import { createEventBus } from '../../src/desk/event-bus';
import type { Extension, SipAccount, Token } from '../../src/desk/model';
import type { Directory } from '../../src/desk/ports/directory';
import type { Log } from '../../src/desk/ports/log';
import { lastingPageToken } from '../../src/desk/provisioning/tokens';
import { createRefusal } from '../../src/desk/refusals';
import { DEFAULT_DESK_SETTINGS } from '../../src/desk/settings';
import { createEncryptor } from '../../src/lib/encryption';
import { type Mac, parseMac } from '../../src/lib/mac';
import { createKnownParameters } from '../../src/phones/brands/known-parameters';
import { createBrandRegistry } from '../../src/phones/brands/registry';
import { createAdminStore } from '../../src/store/admin-store';
import { createDeskStore } from '../../src/store/desk-store';
import { addKey, createAdminKeyStore } from '../../src/store/keys';
import { createLeases } from '../../src/store/leases';
import { writeSettings } from '../../src/store/settings';
import { withCensus } from '../support/census';
import { createRecordingAsterisk } from '../support/recording-asterisk';
import { openTestDatabase } from '../support/test-database';

const ENCRYPTOR = createEncryptor(Buffer.alloc(32, 5));

export const KEY = 'hd_the-key-of-the-tests';
export const FIRST_KEY_ID = 'key-1';
export const TOKEN_KEY = Buffer.alloc(32, 7);

interface TestUser {
  readonly name: string;
  readonly pin: string | null;
  readonly secret: string | null;
}

/** No answer may contain a PIN or SIP secret of these. Carol has no mailbox, 1005 no SIP account. */
const USERS: Readonly<Record<string, TestUser>> = {
  '99': { name: 'Gate', pin: '471199', secret: 'sip-secret-of-99' },
  '1001': { name: 'Alice Adams', pin: '471101', secret: 'sip-secret-of-1001' },
  '1002': { name: 'Bob Brown', pin: '471102', secret: 'sip-secret-of-1002' },
  '1003': { name: 'Carol Clark', pin: null, secret: 'sip-secret-of-1003' },
  '1005': { name: 'Desk 1005', pin: '471105', secret: null },
};

export const PIN_OF_ALICE = '471101';
export const SECRETS_OF_USERS = Object.values(USERS).flatMap(({ pin, secret }) =>
  [pin, secret].filter((text): text is string => text !== null),
);

function directory(users: AdminTestApp['users']): Directory {
  const extensionOf = (number: string): Extension | null => {
    const user = users.get(number);
    if (!user) return null;
    return { number, name: user.name, mailboxContext: user.pin === null ? null : 'default' };
  };
  return withCensus({
    extension: async (number) => extensionOf(number),
    // The PBX's table may contain an extension twice.
    extensions: async () => [...users.keys(), '1001'].flatMap((number) => extensionOf(number) ?? []),
    async mailbox(number, context) {
      const pin = users.get(number)?.pin ?? null;
      return pin === null ? null : { number, context, pin };
    },
    sipAccount: async (number) => accountOf(users, number),
    async deviceChoice(number) {
      const account = accountOf(users, number);
      return { account, rule: account && 'own-number', passedOver: [] };
    },
  });
}

function accountOf(users: AdminTestApp['users'], number: string): SipAccount | null {
  const secret = users.get(number)?.secret;
  return secret ? { endpoint: number, technology: 'pjsip', authUser: number, secret } : null;
}

function brands(): Brands {
  const brandRegistry = createBrandRegistry(BRANDS);
  const facts = BRANDS.map((brand) => ({
    id: brand.id,
    name: brand.name,
    createdByRest: brand.createdByRest,
    keepsUrl: brand.keepsUrl,
    httpAuth: brand.httpAuth,
    hasLoginScreens: brand.screens !== null,
    models: Object.entries(brand.models).map(([name, { apply, ...model }]) => ({
      name,
      ...model,
      applyMethods: apply,
    })),
    limitations: `What ${brand.name} cannot do.`,
  }));
  return {
    all: () => facts,
    modelOf: (brand, said) => brandRegistry.get(brand).modelOf(said),
    knowsParameter: createKnownParameters(BRANDS),
    canName: (brand, parameter) => brand !== 'sangoma' || /^\w+$/.test(parameter),
  };
}

export interface AdminTestApp {
  readonly db: Knex;
  readonly desk: Desk;
  /** The users of the PBX, by number. A change here is a change in the PBX. */
  readonly users: Map<string, TestUser>;
  readonly store: AdminStore;
  readonly deps: AdminDeps;
  readonly asterisk: ReturnType<typeof createRecordingAsterisk>;
  /** The state of Asterisk for `/readyz`. */
  asteriskState: AsteriskState;
  readonly logged: { readonly level: string; readonly message: string }[];
  readonly port: number;
  /** Requests with the key. */
  readonly rest: ReturnType<typeof request.agent>;
  /** Requests without a key. */
  readonly anonymous: ReturnType<typeof request>;
  /** Makes a phone fetch its config, as it does when it is plugged in. */
  plugIn(brand: string, model: string, mac: string, address?: string): Promise<Mac>;
  /** The page token that a phone gets at this address, as long as it has none. */
  pageToken(mac: Mac, address?: string): Token;
  /** Advances the clock. */
  later(milliseconds: number): void;
  close(): Promise<void>;
}

export interface AdminTestAppOptions {
  /** The value of HOTDESK_ADMIN_KEY. */
  readonly environmentKey?: string;
  readonly demo?: DemoFacts;
  /** Replaces some dependencies, for instance by failing ones. */
  readonly change?: (deps: AdminDeps) => Partial<AdminDeps>;
}

/** The admin API on a free port, with embedded tables, a desk and a few extensions. */
export async function openAdmin(options: AdminTestAppOptions = {}): Promise<AdminTestApp> {
  const db = await openTestDatabase();
  await writeSettings(db, { defaultLogin: true, internalAddress: '127.0.0.1' });
  let ahead = 0;
  const clock = () => Date.now() + ahead;
  const asterisk = createRecordingAsterisk();
  const brandRegistry = createBrandRegistry(BRANDS);
  const metrics = createMetrics({ forProcess: false });
  const logged: { level: string; message: string }[] = [];
  const log = recordingLog(logged);
  const eventBus = createEventBus(log);
  const users = new Map(Object.entries(USERS));
  const testDirectory = directory(users);
  const deskStore = createDeskStore(db, DEFAULT_DESK_SETTINGS);
  const desk = countingDesk(
    openDesk({
      store: deskStore,
      directory: testDirectory,
      asterisk: asterisk.asterisk,
      brands: brandRegistry,
      webhook: createWebhook({
        settings: deskStore.settings,
        decrypt: ENCRYPTOR.decrypt,
        targets: { allowPrivate: true, ownPorts: () => [] },
        log,
        // A busy machine may take seconds to answer.
        timeoutMs: 50_000,
      }),
      phoneCaller: { call: async () => false },
      neighbours: { macOf: async () => null },
      clock,
      pause: async () => {},
      newId: randomUUID,
      leases: createLeases(db),
      monotonic: () => performance.now(),
      tokenKey: TOKEN_KEY,
      configHashOf: (decision) => JSON.stringify([decision.extension, decision.account, decision.choice]),
      publish: eventBus.publish,
      log,
    }),
    metrics,
  );
  const closing = new AbortController();
  await addFirstKey(db);
  const firstKey = createFirstKeyFile(mkdtempSync(path.join(tmpdir(), 'hotdesk-admin-')));
  const keys = await adminKeys(options.environmentKey ?? null, createAdminKeyStore(db), firstKey, clock);
  const store: AdminStore = createAdminStore(db, DEFAULT_DESK_SETTINGS);
  const defaults: AdminDeps = {
    version: '1.2.3',
    desk,
    directory: testDirectory,
    store,
    brands: brands(),
    async preview({ extension, brand, model, mac }) {
      if (!(await testDirectory.extension(extension))) return createRefusal('unknown-extension');
      const config = `for ${extension} on ${brand} ${model} ${mac}`;
      const file = 'file.cfg';
      return {
        rule: 'built-in',
        template: null,
        mappingId: null,
        device: { id: extension, technology: 'pjsip', rule: 'own-number', passedOver: [] },
        file,
        contentType: 'text/plain',
        config,
        omittedKeys: [],
      };
    },
    async linkOf(phone, tokenText) {
      return phone.brand === 'linphone' ? `http://127.0.0.1:8480/provision/${tokenText}/linphone.xml` : null;
    },
    authenticateKey: keys.authenticateKey,
    hasEnvironmentKey: keys.hasEnvironmentKey,
    onKeyRevoked: keys.onKeyRevoked,
    asterisk: { health: () => app.asteriskState },
    encryptor: ENCRYPTOR,
    openListeners: () => ({ phonesHttps: false }),
    subscribe: eventBus.subscribe,
    metrics,
    clock,
    pause: async () => {},
    log,
    signal: closing.signal,
    demo: options.demo ? () => options.demo as DemoFacts : null,
  };
  const deps = { ...defaults, ...options.change?.(defaults) };
  const server = createServer(createAdminApp(deps));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const app: AdminTestApp = {
    db,
    desk,
    users,
    store,
    deps,
    asterisk,
    asteriskState: { connected: true, version: '22.1.0', problem: null },
    logged,
    port: (server.address() as AddressInfo).port,
    rest: request.agent(server).set('Authorization', `Bearer ${KEY}`),
    anonymous: request(server),
    async plugIn(brand, model, text, address = '127.0.0.21') {
      const mac = parseMac(text);
      if (!mac) throw new Error(`no MAC: ${text}`);
      await desk.resolveConfig({ mac, brand, model, firmware: '1.0', address, tokenText: null });
      return mac;
    },
    pageToken: (mac, address = '127.0.0.21') => lastingPageToken({ tokenKey: TOKEN_KEY }, mac, address),
    later: (milliseconds) => {
      ahead += milliseconds;
    },
    async close() {
      closing.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await desk.stop();
      await db.destroy();
      rmSync(path.dirname(firstKey.path), { recursive: true, force: true });
    },
  };
  return app;
}

function addFirstKey(db: Knex): Promise<void> {
  const times = { createdAt: Date.now(), lastUsedAt: null, revokedAt: null };
  return db.transaction((trx) =>
    addKey(trx, { id: FIRST_KEY_ID, name: 'first', hash: hashOfKey(KEY), scopes: KEY_SCOPES, ...times }),
  );
}

function recordingLog(logged: { level: string; message: string }[]): Log {
  const write = (level: string) => (fields: object, message: string) =>
    logged.push({ level, message: `${message} ${JSON.stringify(fields)}` });
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** Creates a template of a brand; answers its id. */
export async function makeTemplate(app: AdminTestApp, brand: string, name: string): Promise<number> {
  const { body } = await app.rest.post('/api/v1/templates').send({ brand, name }).expect(201);
  return body.id;
}
