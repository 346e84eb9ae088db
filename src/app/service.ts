import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMetrics, type HotdeskMetrics } from '../admin/metrics/metrics';
import type { Log } from '../desk/ports/log';
import type { DeskStore } from '../desk/ports/store';
import type { LoggedInDecision } from '../desk/provisioning/config-decision';
import { warnOfPublicNetworks } from '../desk/public-networks';
import { createEncryptor, deriveKey } from '../lib/encryption';
import { errorText } from '../lib/errors';
import { DRAIN_MS } from '../listeners/drain';
import type { LateListener } from '../listeners/listen';
import type { Brand } from '../phones/brands/brand';
import { createBrandRegistry } from '../phones/brands/registry';
import { cacheSettings } from '../phones/http/auth/settings-cache';
import { createFetchRateLimiter } from '../phones/http/fetch-rate-limiter';
import { InternalSources } from '../phones/http/internal-sources';
import { createPhoneServer } from '../phones/http-app';
import { createConfigCache } from '../phones/provisioning/config-cache';
import { configHashOf } from '../phones/provisioning/render';
import { createTftpAnswer } from '../phones/tftp/answer';
import type { DeviceProfiles } from '../simulator/device-profile';
import { connectAdminDatabase, connectDatabase, watchQueryTimes } from '../store/database';
import { isDatabaseDown } from '../store/outage';
import { createAdminApi, type SampleFacts } from './admin-api';
import type { AdminKeys } from './admin-keys';
import type { BaseConfig } from './config';
import { type Core, createCleanup, type OnStop } from './core';
import { offlineCore } from './offline';
import { openCore } from './open-core';
import { createListeners, type Listeners, type RequestHandlers } from './open-listeners';
import { openCoreWithRetry } from './retry';
import { tokenKey } from './token-key';

export interface ServiceDeps {
  readonly config: BaseConfig;
  readonly brands: readonly Brand[];
  /** Device profiles of the brands; loaded only for virtual phones. */
  readonly deviceProfiles: () => Promise<DeviceProfiles>;
  readonly version: string;
  /** The folder of package.json. */
  readonly home: string;
  /** Whether to collect the metrics of the Node process. */
  readonly ownProcess: boolean;
  /** Shows the admin key of a demo. Any other first key is only in its file. */
  readonly printAdminKey: (key: string) => void;
  /** How long a stop waits for requests and jobs, in milliseconds. */
  readonly drainMs?: number;
  readonly log: Log;
}

export interface Service {
  readonly phonesPort: number;
  /** Null: no HTTPS for phones. */
  readonly phonesTlsPort: number | null;
  /** Null: no TFTP. */
  readonly tftpPort: number | null;
  readonly adminPort: number;
  readonly adminScheme: 'http' | 'https';
  readonly demo: boolean;
  stop(): Promise<void>;
}

/**
 * Wires the service and opens the listeners. It also starts while the database is unreachable: phones then boot from
 * cached configs. If a step fails, everything is closed again. Errors: ConfigError when an admin must fix a setting.
 */
export async function startService(deps: ServiceDeps): Promise<Service> {
  const cleanup = createCleanup();
  try {
    return { ...(await open(deps, cleanup.onStop)), stop: cleanup.close };
  } catch (error) {
    await cleanup.close();
    throw error;
  }
}

/** Waits; 0 or a negative time returns at once. */
const pause = async (milliseconds: number): Promise<void> => {
  if (milliseconds > 0) await sleep(milliseconds);
};

/** The time that is left of `drainMs`, from the first call on: listeners and running jobs share it. */
function startDrainOnFirstCall(drainMs: number): () => number {
  let since: number | null = null;
  return () => {
    since ??= performance.now();
    return Math.max(0, drainMs - (performance.now() - since));
  };
}

async function open(deps: ServiceDeps, onStop: OnStop): Promise<Omit<Service, 'stop'>> {
  const { config, drainMs = DRAIN_MS, log } = deps;
  const tools = createTools(deps);
  for (const db of new Set([tools.db, tools.adminDb])) onStop(() => db.destroy());
  const remainingDrainMs = startDrainOnFirstCall(drainMs);
  const listeners = createListeners(config, remainingDrainMs, (address) => tools.sources.sourceOf(address));
  const ownPorts = () => {
    const { http, https } = listeners.listening();
    return [http, listeners.admin.port, ...(https === null ? [] : [https])];
  };
  const ending = new AbortController();
  const demo = config.demo ? (await import('../demo/sample-desk.js')).SAMPLE_FACTS : null;
  const handlersOf = (core: Core) =>
    createRequestHandlers(deps, { ...tools, demo }, listeners, core, ending.signal);
  const offline = offlineCore(log);
  let handlers = handlersOf(offline);
  const core = await openCoreWithRetry({
    open: (within) => openCore({ ...tools, config, ownPorts, pause, remainingDrainMs, log }, within),
    offline,
    onReady(opened) {
      handlers = handlersOf(opened);
      announceFirstKey(deps, opened.keys);
      warnOfSettings(opened.store, config, log);
    },
    log,
  });
  onStop(() => core.stop());
  const { tftpPort } = await listeners.open(() => handlers, onStop, log);
  // Event streams never end by themselves; a stop would wait for them.
  onStop(async () => ending.abort());
  const { http: phonesPort, https: phonesTlsPort } = listeners.listening();
  if (config.demo) {
    const { startVirtualPhones } = await import('../demo/virtual-phones.js');
    const url = `http://127.0.0.1:${phonesPort}/provision/`;
    const virtual = await startVirtualPhones(deps.brands, await deps.deviceProfiles(), url, log);
    onStop(() => virtual.stop());
  }
  return {
    phonesPort,
    phonesTlsPort,
    tftpPort,
    adminPort: listeners.admin.port,
    adminScheme: schemeOf(listeners.admin),
    demo: config.demo,
  };
}

type Tools = ReturnType<typeof createTools>;

/** Parts that do not need the database. */
function createTools({ config, brands, ownProcess, log }: ServiceDeps) {
  const secret = tokenKey(config.secret, config.dataDir);
  const brandRegistry = createBrandRegistry(brands);
  const encryptor = createEncryptor(deriveKey(secret, 'settings'));
  const sources = new InternalSources();
  const metrics: HotdeskMetrics = createMetrics({ forProcess: ownProcess });
  const db = connectDatabase(config.database, log);
  const adminDb = connectAdminDatabase(config.database, db, log);
  for (const each of new Set([db, adminDb])) watchQueryTimes(each, metrics.recordQuery);
  return {
    db,
    adminDb,
    secret,
    brandRegistry,
    encryptor,
    metrics,
    sources,
    rateLimiter: createFetchRateLimiter(Date.now, log, sources),
    configCache: createConfigCache(path.join(config.dataDir, 'config-cache'), secret),
    configHashOf: (decision: LoggedInDecision) =>
      configHashOf({ brandRegistry, decrypt: encryptor.decrypt }, decision),
  };
}

/** Creates the request handlers for a core. */
function createRequestHandlers(
  deps: ServiceDeps,
  tools: Tools & { readonly demo: SampleFacts | null },
  { listening, admin }: Listeners,
  core: Core,
  signal: AbortSignal,
): RequestHandlers {
  const { config, log } = deps;
  const { secret, encryptor } = tools;
  const settings = cacheSettings({
    readSettings: core.store.settings,
    defaults: core.defaults,
    file: path.join(config.dataDir, 'settings-cache'),
    encryptor: createEncryptor(deriveKey(secret, 'cached settings')),
    log,
  });
  const files = {
    ...tools,
    isOutage: isDatabaseDown,
    desk: core.desk,
    listening,
    settings,
    decrypt: encryptor.decrypt,
    log,
  };
  return {
    phones: createPhoneServer({
      ...config,
      ...files,
      nonceKey: deriveKey(secret, 'nonces'),
      clock: core.clock,
      pause,
    }),
    tftp: createTftpAnswer(files),
    admin: createAdminApi({
      ...deps,
      ...tools,
      ...core,
      db: tools.adminDb,
      listening,
      encryptor,
      trustedProxies: config.trustedProxies,
      adminUrl: () => `${schemeOf(admin)}://127.0.0.1:${admin.port}`,
      authenticateKey: core.keys.authenticateKey,
      hasEnvironmentKey: core.keys.hasEnvironmentKey,
      onKeyRevoked: core.keys.onKeyRevoked,
      pause,
      signal,
    }),
  };
}

function schemeOf(listener: LateListener): 'http' | 'https' {
  return listener.tls ? 'https' : 'http';
}

/** Logs where the key is that this start created. */
function announceFirstKey(
  { config, printAdminKey, log }: ServiceDeps,
  { createdKey, firstKeyFile: file }: AdminKeys,
): void {
  if (createdKey === null) return;
  log.info(
    { event: 'key.created', file },
    'the first admin key is in this file; revoke it when you have your own',
  );
  if (config.demo) printAdminKey(createdKey);
}

/** Warns of settings that do what an admin may not expect. */
function warnOfSettings(
  store: Pick<DeskStore, 'settings'>,
  { phonesTls }: Pick<BaseConfig, 'phonesTls'>,
  log: Log,
): void {
  store.settings().then(
    (settings) => {
      if (settings.phonesScheme === 'https' && !phonesTls)
        log.warn(
          { event: 'https.not-configured' },
          'phones get HTTP URLs although phonesScheme is https: HOTDESK_PHONES_TLS_PORT is not set',
        );
      warnOfPublicNetworks(settings, log);
    },
    (error: unknown) =>
      log.warn({ event: 'settings.unreadable', error: errorText(error) }, 'cannot read the settings'),
  );
}
