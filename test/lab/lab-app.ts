import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { BRANDS } from '../../phoneapps';
import { DEVICE_PROFILES } from '../../phoneapps/device-profiles';
import { fillLabPbx, labPbxRows, labVoicemailConf } from '../../sql/freepbx/lab-pbx';
import { createFreepbxTables } from '../../sql/freepbx/tables';
import { readConfig } from '../../src/app/config';
import { type Service, startService } from '../../src/app/service';
import { createAsterisk } from '../../src/asterisk/asterisk';
import type { Log } from '../../src/desk/ports/log';
import type { DeskStore } from '../../src/desk/ports/store';
import type { DeskSettings } from '../../src/desk/settings';
import { hashPassword } from '../../src/lib/passwords';
import { createSimulatedPhone } from '../../src/simulator/phone';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { connectDatabase } from '../../src/store/database';
import { createDeskStore } from '../../src/store/desk-store';
import { writeSettings } from '../../src/store/settings';
import { profileOf } from '../device-profiles';
import { eventually, SILENT } from '../test-app';
import { type AdminApiAnswer, callAdminApi, LAB_ADMIN_KEY, LAB_SECRET } from './admin-api';
import { type LabAsterisk, type LabExtension, startAsterisk } from './asterisk';
import { type LabMariadb, startMariadb } from './mariadb';
import { shareAsterisk, shareMariadb } from './shared';

/** A PBX in the lab: MariaDB with FreePBX's tables, Asterisk with the same extensions, and the service. */
export interface LabApp {
  readonly mariadb: LabMariadb;
  readonly asterisk: LabAsterisk;
  readonly service: Service;
  readonly db: Knex;
  readonly store: DeskStore;
  /** The provisioning URL that DHCP would give to phones. */
  readonly url: string;
  /** The data folder of the service. */
  readonly dataDir: string;
  set(change: Partial<DeskSettings>): Promise<void>;
  /** Creates a simulated phone, switched off; `close` switches it off again. */
  phone(
    brand: string,
    model: string,
    mac: string,
    address: string,
    urlFrom?: 'config' | 'dhcp',
  ): SimulatedPhone;
  /** Sends a request to the admin API. */
  rest(method: string, path: string, body?: object): Promise<AdminApiAnswer>;
  close(): Promise<void>;
}

export interface LabAppOptions {
  readonly version?: 22 | 16;
  /** Starts servers for this suite alone. Needed by suites that kill or restart them. */
  readonly ownServers?: boolean;
  /** Extensions of the sample PBX that use chan_sip instead of PJSIP. */
  readonly chanSip?: readonly string[];
  /** Extensions that may have two contacts. */
  readonly twice?: readonly string[];
  readonly defaultOutboundEndpoint?: boolean;
  /** Also opens TFTP, on a free port. */
  readonly tftp?: boolean;
  /** Gets the log of the service; without it nothing is logged. */
  readonly log?: Log;
  /** More environment settings of the service, made when the PBX runs. */
  readonly settings?: (pbx: Pick<LabApp, 'asterisk' | 'mariadb'>) => Promise<Record<string, string>>;
}

/** Starts a PBX and the service on it. If a step fails, it closes what is open already. */
export async function openLabApp(options: LabAppOptions = {}): Promise<LabApp> {
  const opened: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    return { ...(await open(options, (end) => opened.push(end))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Opened = (end: () => unknown) => void;

async function open(options: LabAppOptions, opened: Opened): Promise<Omit<LabApp, 'close'>> {
  const voicemail = labVoicemailConf();
  const { ownServers = false } = options;
  const starting = [
    (ownServers ? startMariadb : shareMariadb)(),
    (ownServers ? startAsterisk : shareAsterisk)({
      version: options.version ?? 22,
      extensions: labExtensions(options),
      voicemail,
      defaultOutboundEndpoint: options.defaultOutboundEndpoint ?? true,
    }),
  ] as const;
  for (const server of starting)
    opened(() =>
      server.then(
        (started) => started.stop(),
        () => undefined,
      ),
    );
  const [mariadb, asterisk] = await Promise.all(starting);
  if (!ownServers) opened(() => endRegistrations(asterisk));
  const database = await mariadb.createDatabase('asterisk');
  const db = connectDatabase(
    {
      kind: 'mysql',
      host: mariadb.host,
      port: mariadb.port,
      user: mariadb.user,
      password: mariadb.password,
      database,
    },
    SILENT,
  );
  opened(() => db.destroy());
  await createFreepbxTables(db);
  await fillLabPbx(db, {
    ASTETCDIR: asterisk.etcDir,
    ASTSPOOLDIR: asterisk.spoolDir,
    AMPMGRUSER: asterisk.ami.user,
    AMPMGRPASS: asterisk.ami.secret,
    ASTMANAGERPORT: String(asterisk.ami.port),
  });
  for (const number of options.chanSip ?? []) {
    await db('devices')
      .where({ id: number })
      .update({ tech: 'sip', dial: `SIP/${number}` });
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-lab-'));
  opened(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'freepbx.conf'), freepbxConf(mariadb, database));
  const settings = (await options.settings?.({ asterisk, mariadb })) ?? {};
  const service = await startService({
    config: readConfig(
      {
        HOTDESK_FREEPBX_CONF: path.join(folder, 'freepbx.conf'),
        HOTDESK_PHONES_BIND: '127.0.0.1',
        HOTDESK_PHONES_PORT: '0',
        ...(options.tftp ? { HOTDESK_TFTP_PORT: '0' } : {}),
        HOTDESK_ADMIN_PORT: '0',
        HOTDESK_DATA_DIR: folder,
        HOTDESK_ADMIN_KEY: LAB_ADMIN_KEY,
        HOTDESK_SECRET: LAB_SECRET,
        ...settings,
      },
      (file) => readFileSync(file, 'utf8'),
    ),
    brands: BRANDS,
    deviceProfiles: async () => DEVICE_PROFILES,
    version: 'lab',
    home: path.resolve(__dirname, '../..'),
    ownProcess: false,
    printAdminKey: () => {},
    log: options.log ?? SILENT,
  });
  opened(() => service.stop());
  const [userPassword, adminPassword] = await Promise.all([
    hashPassword('desk-user'),
    hashPassword('desk-admin'),
  ]);
  await writeSettings(db, {
    defaultLogin: true,
    internalAddress: '127.0.0.1',
    externalAddress: 'pbx.example.com',
    sipPort: asterisk.sipPort,
    chanSipPort: asterisk.chanSipPort,
    userPassword,
    adminPassword,
    // Suites log one extension in more often than people do, and the sample PIN of 1012 is a sequence.
    maxLoginsPerHour: 0,
    weakVoicemailPins: 'everywhere',
  });
  const url = `http://127.0.0.1:${service.phonesPort}/provision/`;
  return {
    mariadb,
    asterisk,
    service,
    db,
    store: createDeskStore(db),
    url,
    dataDir: settings.HOTDESK_DATA_DIR ?? folder,
    set: (change) => writeSettings(db, change),
    phone(id, model, mac, address, urlFrom = 'config') {
      const brand = BRANDS.find((candidate) => candidate.id === id);
      if (!brand) throw new Error(`no brand ${id}`);
      const phone = createSimulatedPhone({
        brand,
        profile: profileOf(brand),
        model,
        mac,
        address,
        url,
        urlFrom,
      });
      opened(() => phone.powerOff());
      return phone;
    },
    rest: (method, at, body) => callAdminApi(service, method, at, body),
  };
}

/** Phones that were switched off leave their registrations behind; the next suite must not see them. */
async function endRegistrations({ ami }: LabAsterisk): Promise<void> {
  const connection = createAsterisk({ ...ami, log: SILENT });
  connection.start(new AbortController().signal);
  try {
    await eventually(() => connection.health().connected, 20_000);
    for (const contact of await connection.allContacts()) await connection.endRegistration(contact);
  } finally {
    await connection.stop();
  }
}

/** The extensions for Asterisk, with the numbers and secrets of the FreePBX tables. */
function labExtensions({ chanSip = [], twice = [] }: LabAppOptions): LabExtension[] {
  const { devices, sip } = labPbxRows();
  const secretOf = (id: string) => sip.find((row) => row.id === id && row.keyword === 'secret')?.data;
  return devices.flatMap(({ id, tech }) => {
    const secret = secretOf(id);
    if (!secret || (tech !== 'pjsip' && !chanSip.includes(id))) return [];
    const technology = chanSip.includes(id) ? 'sip' : 'pjsip';
    return [{ number: id, secret, technology, maxContacts: twice.includes(id) ? 2 : 1 }];
  });
}

function freepbxConf(mariadb: LabMariadb, database: string): string {
  return [
    '<?php',
    `$amp_conf['AMPDBUSER'] = '${mariadb.user}';`,
    `$amp_conf['AMPDBPASS'] = '${mariadb.password}';`,
    `$amp_conf['AMPDBHOST'] = '${mariadb.host}';`,
    `$amp_conf['AMPDBPORT'] = '${mariadb.port}';`,
    `$amp_conf['AMPDBNAME'] = '${database}';`,
    `$amp_conf['AMPDBENGINE'] = 'mysql';`,
    "require_once('/var/www/html/admin/bootstrap.php');",
    '',
  ].join('\n');
}
