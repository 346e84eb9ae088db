import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMetrics, type HotdeskMetrics } from './admin/metrics';
import type { BaseConfig } from './config';
import type { Desk } from './desk/desk';
import type { Log } from './desk/ports/log';
import type { DeskStore } from './desk/ports/store';
import type { LoggedIn } from './desk/serve';
import { type Answers, createDoors, type Doors } from './doors/open-doors';
import { enterHouse } from './house/enter-house';
import { createOpenings, type House, type Opened } from './house/house';
import { openHouse } from './house/open-house';
import { houseWithoutDatabase } from './house/without-database';
import { tokenKey } from './keys';
import { createEncryptor, deriveKey } from './lib/encryption';
import type { LateDoor } from './listen';
import { DRAIN_MS } from './listeners/drain';
import { createPeopleDoor, type SampleFacts } from './people-door';
import { keepSettings } from './phones/auth/kept-settings';
import type { Brand } from './phones/brand';
import { createCatalogue } from './phones/catalogue';
import { createPhonesDoor } from './phones/door';
import { createFetchBudget } from './phones/provisioning/fetch-budget';
import { createLastGood } from './phones/provisioning/last-good';
import { printOf } from './phones/provisioning/print';
import { createTftpAnswer } from './phones/tftp/answer';
import type { DeviceProfiles } from './simulator/device-profile';
import { connectDatabase } from './store/database';
import { watchQueryTimes } from './store/query-times';

export interface ServiceParts {
  readonly config: BaseConfig;
  readonly brands: readonly Brand[];
  /** How phones of the brands behave: asked for only where virtual phones are switched on. */
  readonly deviceProfiles: () => Promise<DeviceProfiles>;
  readonly version: string;
  /** The folder of package.json. */
  readonly home: string;
  /** Whether the figures of the process are among the metrics. */
  readonly ownProcess: boolean;
  /** Shows the key of the people's door, when this start made one: at once, or as soon as the database is there. */
  readonly showAdminKey: (key: string) => void;
  /** How long a stop lets requests and jobs end, in milliseconds. */
  readonly drainMs?: number;
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
  stop(): Promise<void>;
}

/**
 * Wires all rooms and opens the doors, also while the database is away: phones boot from copies until it is there. What was
 * opened is closed again when a later step fails. Errors: ConfigError, for what somebody must mend.
 */
export async function startService(parts: ServiceParts): Promise<Service> {
  const openings = createOpenings();
  try {
    return { ...(await open(parts, openings.opened)), stop: openings.close };
  } catch (error) {
    await openings.close();
    throw error;
  }
}

/** Waits so many milliseconds; not at all for none or fewer. */
const pause = async (milliseconds: number): Promise<void> => {
  if (milliseconds > 0) await sleep(milliseconds);
};

async function open(parts: ServiceParts, opened: Opened): Promise<Omit<Service, 'stop'>> {
  const { config, drainMs = DRAIN_MS, log } = parts;
  const tools = createTools(parts);
  opened(() => tools.db.destroy());
  const doors = createDoors(config, drainMs);
  const ending = new AbortController();
  const demo = config.demo ? (await import('./demo/sample-facts.js')).SAMPLE_FACTS : null;
  const answersOf = (house: House) => createAnswers(parts, { ...tools, demo }, doors, house, ending.signal);
  const meanwhile = houseWithoutDatabase(log);
  let answers = answersOf(meanwhile);
  const house = await enterHouse({
    open: (within) => openHouse({ ...tools, config, pause, drainMs, log }, within),
    meanwhile,
    entered(entered) {
      answers = answersOf(entered);
      if (entered.keys.made !== null) parts.showAdminKey(entered.keys.made);
      if (!config.phonesTls) warnOfLostHttps(entered.store, log);
    },
    log,
  });
  opened(() => house.stop());
  const { tftpPort } = await doors.open(() => answers, opened, log);
  // Streams have no end of their own: the doors would wait for them.
  opened(async () => ending.abort());
  const { http: phonesPort, https: phonesTlsPort } = doors.listening();
  if (config.demo) {
    const { startVirtualPhones } = await import('./demo/virtual-phones.js');
    const url = `http://127.0.0.1:${phonesPort}/provision/`;
    const virtual = await startVirtualPhones(parts.brands, await parts.deviceProfiles(), url, log);
    opened(() => virtual.stop());
  }
  return {
    phonesPort,
    phonesTlsPort,
    tftpPort,
    adminPort: doors.admin.port,
    adminScheme: schemeOf(doors.admin),
    demo: config.demo,
  };
}

type Tools = ReturnType<typeof createTools>;

/** What needs no database, and is the same before it is there and after. */
function createTools({ config, brands, ownProcess, log }: ServiceParts) {
  const secret = tokenKey(config.secret, config.dataDir);
  const catalogue = createCatalogue(brands);
  const encryptor = createEncryptor(deriveKey(secret, 'settings'));
  const metrics: HotdeskMetrics = createMetrics({ forProcess: ownProcess });
  const db = connectDatabase(config.database, log);
  watchQueryTimes(db, metrics.recordQuery);
  return {
    db,
    secret,
    catalogue,
    encryptor,
    metrics,
    budget: createFetchBudget(Date.now, log),
    lastGood: createLastGood(path.join(config.dataDir, 'last-good'), secret),
    printOf: (desk: Desk, serving: LoggedIn) =>
      printOf({ desk, catalogue, decrypt: encryptor.decrypt }, serving),
  };
}

/** Who answers at the doors of this house. */
function createAnswers(
  parts: ServiceParts,
  tools: Tools & { readonly demo: SampleFacts | null },
  { listening, admin }: Doors,
  house: House,
  signal: AbortSignal,
): Answers {
  const { config, log } = parts;
  const { secret, encryptor } = tools;
  const settings = keepSettings({
    ask: house.store.settings,
    file: path.join(config.dataDir, 'last-good-settings'),
    encryptor: createEncryptor(deriveKey(secret, 'last good settings')),
    log,
  });
  const files = { ...tools, desk: house.desk, listening, settings, decrypt: encryptor.decrypt, log };
  return {
    phones: createPhonesDoor({
      ...config,
      ...files,
      nonceKey: deriveKey(secret, 'nonces'),
      clock: Date.now,
      pause,
    }),
    tftp: createTftpAnswer(files),
    people: createPeopleDoor({
      ...parts,
      ...tools,
      ...house,
      listening,
      encrypt: encryptor.encrypt,
      trustedProxies: config.trustedProxies,
      adminUrl: () => `${schemeOf(admin)}://127.0.0.1:${admin.port}`,
      who: house.keys.who,
      hasEnvironmentKey: house.keys.hasEnvironmentKey,
      signal,
    }),
  };
}

function schemeOf(door: LateDoor): 'http' | 'https' {
  return door.tls ? 'https' : 'http';
}

/** The service was started without its HTTPS port, but an admin wants phones to use it. */
function warnOfLostHttps(store: Pick<DeskStore, 'settings'>, log: Log): void {
  store.settings().then(
    ({ phonesScheme }) => {
      if (phonesScheme === 'https') log.warn({}, 'phones are given HTTP: HOTDESK_PHONES_TLS_PORT is not set');
    },
    (error: unknown) => log.warn({ error: String(error) }, 'the settings cannot be read'),
  );
}
