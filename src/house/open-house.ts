import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { sampleVoicemailConf } from '../../sql/freepbx/sample';
import { countingDesk } from '../admin/counting-desk';
import type { HotdeskMetrics } from '../admin/metrics';
import type { AsteriskState } from '../admin/ports/health';
import { createWebhook } from '../admin/webhook';
import { adminKeys } from '../admin-keys';
import { createAsterisk } from '../asterisk/asterisk';
import { type BaseConfig, type Config, ConfigError, discover } from '../config';
import { createAnnouncer } from '../desk/announcer';
import { type Desk, openDesk } from '../desk/desk';
import type { Asterisk } from '../desk/ports/asterisk';
import type { Directory } from '../desk/ports/directory';
import type { Log } from '../desk/ports/log';
import type { LoggedIn } from '../desk/serve';
import { DEFAULT_DESK_SETTINGS, type DeskSettings } from '../desk/settings';
import type { Encryptor } from '../lib/encryption';
import { errorText } from '../lib/errors';
import { createPbxDirectory } from '../pbx/directory';
import { readFreepbxSettings } from '../pbx/freepbx-settings';
import { readSipSettings } from '../pbx/sip-settings';
import { createPhoneCaller } from '../phones/call-phone';
import type { Catalogue } from '../phones/catalogue';
import type { LastGood } from '../phones/provisioning/last-good';
import { migrate } from '../store/database';
import { createDeskStore } from '../store/desk-store';
import { createAdminKeyStore } from '../store/keys';
import { createLeases } from '../store/leases';
import { DatabaseAway, isOutage } from '../store/outage';
import { forgetOldCopies } from './forget-old-copies';
import type { House, Opened } from './house';

export interface OpenHouseParts {
  readonly config: BaseConfig;
  readonly db: Knex;
  readonly catalogue: Catalogue;
  readonly metrics: HotdeskMetrics;
  readonly lastGood: LastGood;
  /** The service's own key. */
  readonly secret: Buffer;
  readonly encryptor: Encryptor;
  /** The print of the config of a fetch: see print.ts. */
  readonly printOf: (desk: Desk, serving: LoggedIn) => string;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** How long a stop lets jobs end, in milliseconds. */
  readonly drainMs: number;
  readonly log: Log;
}

/**
 * Brings our tables up to date and wires what stands behind the doors.
 * Errors: DatabaseAway, when it may succeed later; ConfigError, when somebody must mend the settings.
 */
export async function openHouse(parts: OpenHouseParts, opened: Opened): Promise<House> {
  try {
    return await open(parts, opened);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    if (isOutage(error)) throw new DatabaseAway(error);
    const reason = errorText(error);
    throw new ConfigError(`The database (HOTDESK_DATABASE_URL) cannot be used: ${reason}.`, { cause: error });
  }
}

async function open(parts: OpenHouseParts, opened: Opened): Promise<House> {
  const { db, catalogue, log } = parts;
  const config = await askDatabase(parts);
  const directory = createDirectory(config, db, log);
  const asterisk = await openAsterisk(config, directory, log, opened);
  const defaults = await defaultSettings(config, db, asterisk.sipPort, log);
  const announcer = createAnnouncer(log);
  const store = createDeskStore(db, defaults);
  const keys = await adminKeys(config.adminKey, createAdminKeyStore(db), Date.now);
  opened(forgetOldCopies({ announcer, store, lastGood: parts.lastGood, log }));
  const desk = openDesk({
    store,
    directory,
    asterisk: asterisk.port,
    brands: catalogue,
    webhook: createWebhook({ settings: store.settings, decrypt: parts.encryptor.decrypt }),
    phoneCaller: createPhoneCaller(log),
    clock: Date.now,
    monotonic: () => performance.now(),
    leases: createLeases(db),
    pause: parts.pause,
    drainMs: parts.drainMs,
    onLeader: parts.metrics.recordLeader,
    onReconciled: parts.metrics.recordReconcile,
    newId: randomUUID,
    tokenKey: parts.secret,
    printOf: (serving) => parts.printOf(desk, serving),
    announce: announcer.announce,
    log,
  });
  opened(() => desk.stop());
  return {
    desk: countingDesk(desk, parts.metrics),
    store,
    defaults,
    directory,
    asterisk: asterisk.port,
    announcer,
    keys,
  };
}

/** Our tables are brought up to date, and FreePBX is asked for what it knows of itself. */
async function askDatabase({ config, db, catalogue }: OpenHouseParts): Promise<Config> {
  await migrate(db);
  if (config.demo) {
    const { fillSampleDesk } = await import('../demo/sample-desk.js');
    await fillSampleDesk(db, catalogue.brands);
  }
  return discover(config, config.demo ? null : await readFreepbxSettings(db));
}

interface OpenAsterisk {
  readonly port: Asterisk & { health(): AsteriskState };
  /** Where phones register, when it is a simulated one. */
  readonly sipPort: number | null;
}

async function openAsterisk(
  config: Config,
  directory: Directory,
  log: Log,
  opened: Opened,
): Promise<OpenAsterisk> {
  if (config.ami.kind === 'simulated') {
    const secretOf = async (user: string) => (await directory.sipAccount(user))?.secret ?? null;
    const { createSimulatedAsterisk } = await import('../demo/simulated-asterisk.js');
    const simulated = createSimulatedAsterisk({ port: 0, secretOf, log });
    const { port } = await simulated.start();
    opened(() => simulated.stop());
    return { port: simulated, sipPort: port };
  }
  const { kind: _kind, ...address } = config.ami;
  const asterisk = createAsterisk({ ...address, log });
  asterisk.start(new AbortController().signal);
  opened(() => asterisk.stop());
  return { port: asterisk, sipPort: null };
}

/** What the settings are as long as no admin has changed them: FreePBX knows where phones register. */
async function defaultSettings(
  config: Config,
  db: Knex,
  simulatedSipPort: number | null,
  log: Log,
): Promise<DeskSettings> {
  if (simulatedSipPort !== null) return { ...DEFAULT_DESK_SETTINGS, sipPort: simulatedSipPort };
  if (config.demo) return DEFAULT_DESK_SETTINGS;
  const sip = await readSipSettings(db, log);
  return { ...DEFAULT_DESK_SETTINGS, sipPort: sip.port, sipTransport: sip.transport };
}

function createDirectory(config: Config, db: Knex, log: Log): Directory {
  const { voicemail } = config;
  return createPbxDirectory({
    db,
    voicemail: voicemail.kind === 'sample' ? { kind: 'text', text: sampleVoicemailConf() } : voicemail,
    log,
  });
}
