import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { fillLabPbx } from '../sql/freepbx/lab-pbx';
import { insertPbxRows } from '../sql/freepbx/rows';
import { createFreepbxTables } from '../sql/freepbx/tables';
import { connectDatabase, migrateDatabase } from '../src/store/database';
import { writeSettings } from '../src/store/settings';
import { type LabAsterisk, startAsterisk } from '../test/lab/asterisk';
import { type LabMariadb, startMariadb } from '../test/lab/mariadb';
import { asteriskExtensions, type BenchExtension, benchExtensions, freepbxRows, voicemailConf } from './pbx';
import { phoneprovConf } from './phoneprov';
import { type BenchService, startBenchService } from './service';

/** What is measured: the lab's MariaDB and Asterisk, and the compiled service. */
export interface BenchApp {
  readonly mariadb: LabMariadb;
  readonly asterisk: LabAsterisk;
  readonly service: BenchService;
  readonly db: Knex;
  readonly extensions: readonly BenchExtension[];
  /** For files of this run; removed at the end. */
  readonly folder: string;
  close(): Promise<void>;
}

export interface BenchSize {
  readonly extensions: number;
  /** Phones that Asterisk itself provisions. */
  readonly phoneprovPhones: number;
}

const DATABASE = 'asterisk';
const QUIET = { debug: () => {}, info: () => {}, warn: console.warn, error: console.error };

/** Starts everything. When a step fails, closes what was opened and rethrows. */
export async function openBenchApp(size: BenchSize): Promise<BenchApp> {
  const opened: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    return { ...(await open(size, (end) => opened.push(end))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(size: BenchSize, opened: (end: () => unknown) => void): Promise<Omit<BenchApp, 'close'>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-bench-'));
  opened(() => rmSync(folder, { recursive: true, force: true }));
  const extensions = benchExtensions(size.extensions);
  const mariadb = await startMariadb();
  opened(() => mariadb.stop());
  const asterisk = await startAsterisk({
    version: 22,
    extensions: asteriskExtensions(extensions),
    voicemail: voicemailConf(extensions),
    extraConf: phoneprovConf(size.phoneprovPhones),
  });
  opened(() => asterisk.stop());
  const db = await fillDatabase(mariadb, asterisk, extensions);
  opened(() => db.destroy());
  writeFileSync(path.join(folder, 'freepbx.conf'), freepbxConf(mariadb));
  const service = await startBenchService(folder);
  opened(() => service.stop());
  return { mariadb, asterisk, service, db, extensions, folder };
}

/** FreePBX's tables with their content, and our own with the settings of a PBX in use. */
async function fillDatabase(
  mariadb: LabMariadb,
  asterisk: LabAsterisk,
  extensions: readonly BenchExtension[],
): Promise<Knex> {
  await mariadb.createDatabase(DATABASE);
  const { host, port, user, password } = mariadb;
  const db = connectDatabase({ kind: 'mysql', host, port, user, password, database: DATABASE }, QUIET);
  await createFreepbxTables(db);
  await fillLabPbx(db, {
    ASTETCDIR: asterisk.etcDir,
    ASTSPOOLDIR: asterisk.spoolDir,
    AMPMGRUSER: asterisk.ami.user,
    AMPMGRPASS: asterisk.ami.secret,
    ASTMANAGERPORT: String(asterisk.ami.port),
  });
  await insertPbxRows(db, freepbxRows(extensions));
  await migrateDatabase(db);
  await writeSettings(db, {
    defaultLogin: true,
    internalAddress: '127.0.0.1',
    externalAddress: 'pbx.example.com',
    sipPort: asterisk.sipPort,
    // Each phone logs in often, as extensions whose PINs follow from their numbers.
    maxLoginsPerHour: 0,
    weakVoicemailPins: 'everywhere',
  });
  return db;
}

function freepbxConf({ host, port, user, password }: LabMariadb): string {
  const values = { USER: user, PASS: password, HOST: host, PORT: port, NAME: DATABASE, ENGINE: 'mysql' };
  const lines = Object.entries(values).map(([name, value]) => `$amp_conf['AMPDB${name}'] = '${value}';`);
  return ['<?php', ...lines, ''].join('\n');
}
