import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { sampleVoicemailConf } from '../../sql/freepbx/sample';
import { createWebhook } from '../admin/events/webhook';
import { countingDesk } from '../admin/metrics/counting-desk';
import type { HotdeskMetrics } from '../admin/metrics/metrics';
import type { AsteriskState } from '../admin/ports/health';
import { createAsterisk } from '../asterisk/asterisk';
import { openDesk } from '../desk/desk';
import { createEventBus } from '../desk/event-bus';
import type { Asterisk } from '../desk/ports/asterisk';
import type { Directory } from '../desk/ports/directory';
import type { Log } from '../desk/ports/log';
import type { LoggedInDecision } from '../desk/provisioning/config-decision';
import { DEFAULT_DESK_SETTINGS, type DeskSettings } from '../desk/settings';
import type { Encryptor } from '../lib/encryption';
import { createPbxDirectory } from '../pbx/directory';
import { readFreepbxSettings } from '../pbx/freepbx-settings';
import { readSipSettings } from '../pbx/sip-settings';
import type { BrandRegistry } from '../phones/brands/registry';
import { createPhoneCaller } from '../phones/http/call-phone';
import type { ConfigCache } from '../phones/provisioning/config-cache';
import { migrateDatabase } from '../store/database';
import { startDatabaseClock } from '../store/database-clock';
import { createDeskStore } from '../store/desk-store';
import { databaseTimes } from '../store/job-times';
import { createAdminKeyStore } from '../store/keys';
import { createLeases } from '../store/leases';
import { belongsToSecret } from '../store/secret-check';
import { adminKeys } from './admin-keys';
import { blameDatabase } from './blame-database';
import { type BaseConfig, type Config, completeConfig } from './config';
import type { Core, OnStop } from './core';
import { createFirstKeyFile } from './first-key-file';
import { createNeighbours } from './neighbours';
import { otherSecret } from './other-secret';
import { purgeStaleCopies } from './purge-stale-copies';

export interface OpenCoreDeps {
  readonly config: BaseConfig;
  readonly db: Knex;
  /** For what the admin API reads and writes. */
  readonly adminDb: Knex;
  readonly brandRegistry: BrandRegistry;
  readonly metrics: HotdeskMetrics;
  readonly configCache: ConfigCache;
  /** The key from which tokens are derived. */
  readonly secret: Buffer;
  readonly encryptor: Encryptor;
  /** The config hash of a decision; see src/phones/provisioning/render.ts. */
  readonly configHashOf: (decision: LoggedInDecision) => string;
  /** The TCP ports of this service. */
  readonly ownPorts: () => readonly number[];
  readonly pause: (milliseconds: number) => Promise<void>;
  /** How long a stop still waits for running jobs, in milliseconds. */
  readonly remainingDrainMs: () => number;
  readonly log: Log;
}

/**
 * Migrates the tables and wires the core.
 * Errors: DatabaseUnreachable when it may succeed later; ConfigError when an admin must fix the settings.
 */
export async function openCore(deps: OpenCoreDeps, onStop: OnStop): Promise<Core> {
  const { db, brandRegistry, log } = deps;
  const inDatabase = <T>(step: () => Promise<T>) => blameDatabase(deps.config, step);
  const config = await inDatabase(() => askDatabase(deps));
  const directory = createDirectory(config, db, log);
  const asterisk = await openAsterisk(config, directory, deps, onStop);
  const defaults = await inDatabase(() => defaultSettings(config, db, asterisk.sipPort, log));
  const eventBus = createEventBus(log);
  const monotonic = () => performance.now();
  const databaseClock = await inDatabase(() => startDatabaseClock({ db, monotonic, log }));
  onStop(async () => databaseClock.stop());
  const clock = databaseClock.now;
  const store = createDeskStore(db, defaults, databaseTimes(db, clock));
  const firstKey = createFirstKeyFile(config.dataDir);
  const keyStore = createAdminKeyStore(deps.adminDb);
  const keys = await inDatabase(() => adminKeys(config.adminKey, keyStore, firstKey, clock));
  onStop(purgeStaleCopies({ eventBus, store, configCache: deps.configCache, log }));
  const desk = openDesk({
    store,
    directory,
    asterisk: asterisk.port,
    brands: brandRegistry,
    webhook: createWebhook({
      settings: store.settings,
      decrypt: deps.encryptor.decrypt,
      targets: { allowPrivate: config.webhookTargets === 'any', ownPorts: deps.ownPorts },
      log,
    }),
    phoneCaller: createPhoneCaller({ ownPorts: deps.ownPorts, log }),
    neighbours: createNeighbours(log),
    clock,
    monotonic,
    leases: createLeases(db),
    pause: deps.pause,
    remainingDrainMs: deps.remainingDrainMs,
    onLeader: deps.metrics.recordLeader,
    onReconciled: deps.metrics.recordReconcile,
    newId: randomUUID,
    tokenKey: deps.secret,
    configHashOf: deps.configHashOf,
    publish: eventBus.publish,
    log,
  });
  onStop(() => desk.stop());
  return {
    desk: countingDesk(desk, deps.metrics),
    store,
    defaults,
    directory,
    asterisk: asterisk.port,
    eventBus,
    keys,
    clock,
  };
}

/** Migrates the tables, checks that they belong to our secret, and reads FreePBX's own settings. */
async function askDatabase({ config, db, brandRegistry, encryptor }: OpenCoreDeps): Promise<Config> {
  await migrateDatabase(db);
  if (config.demo) {
    const { fillSampleDesk } = await import('../demo/sample-desk.js');
    await fillSampleDesk(db, brandRegistry.brands);
  }
  if (!(await belongsToSecret(db, encryptor))) throw otherSecret(config);
  return completeConfig(config, config.demo ? null : await readFreepbxSettings(db));
}

interface OpenAsterisk {
  readonly port: Asterisk & { health(): AsteriskState };
  /** SIP port of a simulated Asterisk; null: a real one. */
  readonly sipPort: number | null;
}

async function openAsterisk(
  config: Config,
  directory: Directory,
  { metrics, log }: Pick<OpenCoreDeps, 'metrics' | 'log'>,
  onStop: OnStop,
): Promise<OpenAsterisk> {
  if (config.ami.kind === 'simulated') {
    const secretOf = async (user: string) => (await directory.sipAccount(user))?.secret ?? null;
    const { createSimulatedAsterisk } = await import('../demo/simulated-asterisk.js');
    const simulated = createSimulatedAsterisk({ port: 0, secretOf, log });
    const { port } = await simulated.start();
    onStop(() => simulated.stop());
    return { port: simulated, sipPort: port };
  }
  const { kind: _kind, ...address } = config.ami;
  const asterisk = createAsterisk({ ...address, onAnswer: metrics.recordAmiRequest, log });
  asterisk.start(new AbortController().signal);
  onStop(() => asterisk.stop());
  return { port: asterisk, sipPort: null };
}

/** Defaults of the settings; the SIP ports and transports come from FreePBX. */
async function defaultSettings(
  config: Config,
  db: Knex,
  simulatedSipPort: number | null,
  log: Log,
): Promise<DeskSettings> {
  if (simulatedSipPort !== null) return { ...DEFAULT_DESK_SETTINGS, sipPort: simulatedSipPort };
  if (config.demo) return DEFAULT_DESK_SETTINGS;
  const {
    listeners: {
      pjsip: [pjsip],
      sip: [chanSip],
    },
  } = await readSipSettings(db, log);
  return {
    ...DEFAULT_DESK_SETTINGS,
    ...(pjsip && { sipPort: pjsip.port, sipTransport: pjsip.transport }),
    ...(chanSip && { chanSipPort: chanSip.port, chanSipTransport: chanSip.transport }),
  };
}

function createDirectory(config: Config, db: Knex, log: Log): Directory {
  const { voicemail } = config;
  return createPbxDirectory({
    db,
    voicemail: voicemail.kind === 'sample' ? { kind: 'text', text: sampleVoicemailConf() } : voicemail,
    log,
  });
}
