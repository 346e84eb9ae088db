import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { sampleVoicemailConf } from '../sql/freepbx/sample';
import { createAsterisk } from './asterisk/asterisk';
import { type BaseConfig, type Config, ConfigError, discover } from './config';
import { fillSampleDesk } from './demo/sample-desk';
import { createSimulatedAsterisk } from './demo/simulated-asterisk';
import { startVirtualPhones } from './demo/virtual-phones';
import { createAnnouncer } from './desk/announcer';
import { type Desk, openDesk } from './desk/desk';
import type { Asterisk, Directory, Log } from './desk/ports';
import { DEFAULT_DESK_SETTINGS, type DeskSettings } from './desk/settings';
import { adminKey, tokenKey } from './keys';
import { listen, type OpenDoor } from './listen';
import { createPbxDirectory } from './pbx/directory';
import { readFreepbxSettings } from './pbx/freepbx-settings';
import { readSipSettings } from './pbx/sip-settings';
import type { Brand } from './phones/brand';
import { createCatalogue } from './phones/catalogue';
import { createPhonesDoor } from './phones/door';
import { connectDatabase, migrate } from './store/database';
import { createDeskStore } from './store/desk-store';

export interface ServiceParts {
  readonly config: BaseConfig;
  readonly brands: readonly Brand[];
  readonly log: Log;
}

export interface Service {
  readonly phonesPort: number;
  readonly adminPort: number;
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

type Opened = (close: () => Promise<unknown>) => void;

async function open(parts: ServiceParts, opened: Opened): Promise<Omit<Service, 'stop'>> {
  const { brands, log } = parts;
  const db = connectDatabase(parts.config.database, log);
  opened(() => db.destroy());
  const config = await askDatabase(parts, db);
  const asterisk = await openAsterisk(config, db, log, opened);
  const catalogue = createCatalogue(brands);
  const announcer = createAnnouncer(log);
  const store = createDeskStore(db, await defaultSettings(config, db, asterisk.sipPort, log));
  const desk = openDesk({
    store,
    directory: createDirectory(config, db, log),
    asterisk: asterisk.port,
    brands: catalogue,
    clock: Date.now,
    newId: randomUUID,
    tokenKey: tokenKey(config.secret, config.dataDir),
    announce: announcer.announce,
    log,
  });
  opened(() => desk.stop());
  const key = await adminKey(config.adminKey, db);
  const phones = await openPhonesDoor(config, { desk, catalogue, log }, opened);
  if (config.demo) {
    const virtual = await startVirtualPhones(brands, `http://127.0.0.1:${phones.port}/provision/`, log);
    opened(() => virtual.stop());
  }
  return { phonesPort: phones.port, adminPort: 0, demo: config.demo, madeAdminKey: key.made };
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
  readonly port: Asterisk & { health(): { connected: boolean; version: string | null; problem: unknown } };
  /** Where phones register, when it is a simulated one. */
  readonly sipPort: number | null;
}

async function openAsterisk(config: Config, db: Knex, log: Log, opened: Opened): Promise<OpenAsterisk> {
  if (config.ami.kind === 'simulated') {
    const secretOf = async (user: string) => {
      const row = await db('sip').where({ id: user, keyword: 'secret' }).first('data');
      return row ? String(row.data) : null;
    };
    const simulated = createSimulatedAsterisk({ port: 0, secretOf });
    const { port } = await simulated.start();
    opened(() => simulated.stop());
    return { port: simulated, sipPort: port };
  }
  const { kind: _kind, ...address } = config.ami;
  const asterisk = createAsterisk({ ...address, log });
  const abort = new AbortController();
  asterisk.start(abort.signal);
  opened(async () => {
    abort.abort();
    await asterisk.stop();
  });
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
  const sip = config.database.kind === 'mysql' ? await readSipSettings(db, log) : null;
  return sip
    ? { ...DEFAULT_DESK_SETTINGS, sipPort: sip.port, sipTransport: sip.transport }
    : DEFAULT_DESK_SETTINGS;
}

function createDirectory(config: Config, db: Knex, log: Log): Directory {
  const { voicemail } = config;
  return createPbxDirectory({
    db,
    voicemail: voicemail.kind === 'sample' ? { kind: 'text', text: sampleVoicemailConf() } : voicemail,
    log,
  });
}

async function openPhonesDoor(
  config: Config,
  parts: { desk: Desk; catalogue: ReturnType<typeof createCatalogue>; log: Log },
  opened: Opened,
): Promise<OpenDoor> {
  const port = { listening: config.phones.port };
  const handler = createPhonesDoor({ ...parts, listeningPort: () => port.listening });
  const door = await listen(handler, config.phones.bind, config.phones.port);
  port.listening = door.port;
  opened(() => door.close());
  return door;
}
