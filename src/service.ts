import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { sampleVoicemailConf } from '../sql/freepbx/sample';
import { countingDesk } from './admin/counting-desk';
import { createMetrics } from './admin/metrics';
import type { AsteriskState } from './admin/ports';
import { adminKeys } from './admin-keys';
import { createAsterisk } from './asterisk/asterisk';
import { type BaseConfig, type Config, ConfigError, discover } from './config';
import { fillSampleDesk } from './demo/sample-desk';
import { createSimulatedAsterisk } from './demo/simulated-asterisk';
import { startVirtualPhones } from './demo/virtual-phones';
import { createAnnouncer } from './desk/announcer';
import { openDesk } from './desk/desk';
import type { Asterisk, DeskStore, Directory, Log } from './desk/ports';
import { createSealer, deriveKey } from './desk/seal';
import { DEFAULT_DESK_SETTINGS, type DeskSettings } from './desk/settings';
import { tokenKey } from './keys';
import { type LateDoor, listen, listenLater } from './listen';
import { createPbxDirectory } from './pbx/directory';
import { readFreepbxSettings } from './pbx/freepbx-settings';
import { readSipSettings } from './pbx/sip-settings';
import { createPeopleDoor } from './people-door';
import type { Brand } from './phones/brand';
import { createCatalogue } from './phones/catalogue';
import { createPhonesDoor } from './phones/door';
import { createFetchBudget } from './phones/provisioning/fetch-budget';
import { createLastGood } from './phones/provisioning/last-good';
import { printOf } from './phones/provisioning/print';
import { connectDatabase, migrate } from './store/database';
import { createDeskStore } from './store/desk-store';
import { openTftpDoor } from './tftp-door';

export interface ServiceParts {
  readonly config: BaseConfig;
  readonly brands: readonly Brand[];
  readonly version: string;
  /** The folder of package.json. */
  readonly home: string;
  /** Whether the figures of the process are among the metrics. */
  readonly ownProcess: boolean;
  readonly log: Log;
}

export interface Service {
  readonly phonesPort: number;
  /** Null: the phones' door speaks no HTTPS. */
  readonly phonesTlsPort: number | null;
  /** Null: no TFTP. */
  readonly tftpPort: number | null;
  readonly adminPort: number;
  readonly adminScheme: 'http' | 'https';
  readonly demo: boolean;
  /** The key of the people's door, when this start made it. */
  readonly madeAdminKey: string | null;
  stop(): Promise<void>;
}

/** Wires all rooms and opens the doors. What was opened is closed again when a later step fails. */
export async function startService(parts: ServiceParts): Promise<Service> {
  const opened: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    return { ...(await open(parts, (close) => opened.push(close))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits so many milliseconds; not at all for none or fewer. */
const pause = async (milliseconds: number): Promise<void> => {
  if (milliseconds > 0) await sleep(milliseconds);
};

type Opened = (close: () => Promise<unknown>) => void;

async function open(parts: ServiceParts, opened: Opened): Promise<Omit<Service, 'stop'>> {
  const { brands, log } = parts;
  const db = connectDatabase(parts.config.database, log);
  opened(() => db.destroy());
  const config = await askDatabase(parts, db);
  const asterisk = await openAsterisk(config, db, log, opened);
  const defaults = await defaultSettings(config, db, asterisk.sipPort, log);
  const directory = createDirectory(config, db, log);
  const catalogue = createCatalogue(brands);
  const announcer = createAnnouncer(log);
  const metrics = createMetrics({ forProcess: parts.ownProcess });
  const store = createDeskStore(db, defaults);
  const secret = tokenKey(config.secret, config.dataDir);
  const sealer = createSealer(deriveKey(secret, 'settings'));
  const opening = openDesk({
    store,
    directory,
    asterisk: asterisk.port,
    brands: catalogue,
    clock: Date.now,
    pause,
    newId: randomUUID,
    tokenKey: secret,
    printOf: (serving) => printOf({ desk: opening, catalogue, openSealed: sealer.open }, serving),
    announce: announcer.announce,
    log,
  });
  opened(() => opening.stop());
  const desk = countingDesk(opening, metrics);
  const keys = await adminKeys(config.adminKey, db, Date.now);

  const lastGood = createLastGood(path.join(config.dataDir, 'last-good'), secret);
  opened(async () => forgetCopies());
  const forgetCopies = announcer.subscribe((event) => {
    if (event.type !== 'session-requested' && event.type !== 'session-ended') return;
    lastGood.forget(event.session.mac).catch((error: unknown) => {
      log.warn({ mac: event.session.mac, error: String(error) }, 'the copy of a config could not be removed');
    });
  });
  const phonesDoor = listenLater(config.phones);
  const adminDoor = listenLater(config.admin);
  const phonesTlsDoor = config.phonesTls && listenLater(config.phonesTls);
  const listening = () => ({ http: phonesDoor.port, https: phonesTlsDoor?.port ?? null });
  const ending = new AbortController();
  opened(async () => ending.abort());
  const files = {
    desk,
    catalogue,
    lastGood,
    listening,
    budget: createFetchBudget(Date.now, log),
    settings: () => store.settings(),
    openSealed: sealer.open,
    log,
  };
  const phones = createPhonesDoor({
    ...config,
    ...files,
    nonceKey: deriveKey(secret, 'nonces'),
    clock: Date.now,
    pause,
  });
  await listen(phonesDoor, phones, opened, { log });
  if (phonesTlsDoor) await listen(phonesTlsDoor, phones, opened, { log });
  else await warnOfLostHttps(store, log);
  const tftp = config.tftp && (await openTftpDoor(config.tftp, files));
  if (tftp) opened(() => tftp.stop());
  const people = createPeopleDoor({
    ...parts,
    demo: config.demo,
    db,
    store,
    defaults,
    desk,
    directory,
    catalogue,
    asterisk: asterisk.port,
    announcer,
    metrics,
    listening,
    seal: sealer.seal,
    trustedProxies: config.trustedProxies,
    adminUrl: () => `${schemeOf(adminDoor)}://127.0.0.1:${adminDoor.port}`,
    who: keys.who,
    hasEnvironmentKey: keys.hasEnvironmentKey,
    signal: ending.signal,
  });
  await listen(adminDoor, people, opened, { log });
  if (config.demo) {
    const virtual = await startVirtualPhones(brands, `http://127.0.0.1:${phonesDoor.port}/provision/`, log);
    opened(() => virtual.stop());
  }
  return {
    phonesPort: phonesDoor.port,
    phonesTlsPort: phonesTlsDoor?.port ?? null,
    tftpPort: tftp?.port ?? null,
    adminPort: adminDoor.port,
    adminScheme: schemeOf(adminDoor),
    demo: config.demo,
    madeAdminKey: keys.made,
  };
}

function schemeOf(door: LateDoor): 'http' | 'https' {
  return door.tls ? 'https' : 'http';
}

/** The service was started without its HTTPS port, but an admin wants phones to use it. */
async function warnOfLostHttps(store: DeskStore, log: Log): Promise<void> {
  const { phonesScheme } = await store.settings();
  if (phonesScheme === 'https') log.warn({}, 'phones are given HTTP: HOTDESK_PHONES_TLS_PORT is not set');
}

/** Our tables are brought up to date, and FreePBX is asked for what it knows of itself. */
async function askDatabase({ config, brands }: ServiceParts, db: Knex): Promise<Config> {
  try {
    await migrate(db);
    if (config.demo) await fillSampleDesk(db, brands);
    return discover(config, config.demo ? null : await readFreepbxSettings(db));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`The database (HOTDESK_DATABASE_URL) cannot be used: ${reason}.`, { cause: error });
  }
}

interface OpenAsterisk {
  readonly port: Asterisk & { health(): AsteriskState };
  /** Where phones register, when it is a simulated one. */
  readonly sipPort: number | null;
}

async function openAsterisk(config: Config, db: Knex, log: Log, opened: Opened): Promise<OpenAsterisk> {
  if (config.ami.kind === 'simulated') {
    const secretOf = async (user: string) => {
      const row = await db('sip').where({ id: user, keyword: 'secret' }).first('data');
      return row ? String(row.data) : null;
    };
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
