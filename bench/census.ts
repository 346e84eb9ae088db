import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Knex } from 'knex';
import { createFreepbxTables } from '../sql/freepbx/tables';
import { watchCensus } from '../src/desk/census/watch-census';
import { createPbxDirectory } from '../src/pbx/directory';
import { connectDatabase, migrateDatabase } from '../src/store/database';
import { createDeskStore } from '../src/store/desk-store';
import { startMariadb } from '../test/lab/mariadb';
import { SILENT } from '../test/test-app';
import { median, percentile, rounded } from './figures';
import { installLab } from './install-lab';
import { loadLine, machineLines } from './machine';

/**
 * Measures what it costs to count the rows of a large FreePBX. Usage: `npx tsx bench/census.ts [extensions] [rounds]`.
 * The ratio is to reading the list of extensions, which REST and the limits of attempts do anyway.
 */

/** FreePBX stores about so many rows in `sip` for each pjsip device. */
const SIP_ROWS = 40;
/** How often the rows are counted: see watch-census.ts. */
const INTERVAL_MS = 20_000;
const FIRST = 100_000;

async function main([extensions = '10000', rounds = '30']: readonly string[]): Promise<void> {
  installLab();
  for (const line of machineLines()) console.log(`- ${line}`);
  console.log(`- ${extensions} extensions; ${loadLine('before the run')}`);
  const mariadb = await startMariadb();
  const folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-census-'));
  try {
    const database = await mariadb.createDatabase('asterisk');
    const { host, port, user, password } = mariadb;
    const db = connectDatabase({ kind: 'mysql', host, port, user, password, database }, SILENT);
    await fill(db, Number(extensions));
    writeFileSync(path.join(folder, 'voicemail.conf'), voicemailConf(Number(extensions)));
    await measure(db, folder, Number(rounds));
    await db.destroy();
  } finally {
    await mariadb.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(db: Knex, folder: string, rounds: number): Promise<void> {
  const directory = createPbxDirectory({
    db,
    voicemail: {
      kind: 'file',
      path: path.join(folder, 'voicemail.conf'),
      spoolDir: folder,
      extconfig: path.join(folder, 'extconfig.conf'),
    },
    log: SILENT,
  });
  await migrateDatabase(db);
  const deps = { store: createDeskStore(db), directory, clock: Date.now, publish: () => {}, log: SILENT };
  const census = watchCensus(deps, () => true);
  await census.takeNow();
  const list = await timesOf(rounds, () => directory.extensions());
  const taken = await timesOf(rounds, () => census.takeNow());
  census.stop();
  const ratio = (name: 'wall' | 'cpu') => rounded(median(taken[name]) / median(list[name]));
  const share = (100 * median(taken.cpu)) / INTERVAL_MS;
  console.log(`
| what | median ms | 95 % ms | CPU ms of the service | to the list of extensions |
| --- | --- | --- | --- | --- |
| list of extensions | ${row(list)} | 1 |
| census, compared with the stored one | ${row(taken)} | ${ratio('wall')} (CPU ${ratio('cpu')}) |

Every 20 s: ${rounded(share)} % of one core.`);
}

interface Times {
  readonly wall: readonly number[];
  readonly cpu: readonly number[];
}

async function timesOf(rounds: number, work: () => Promise<unknown>): Promise<Times> {
  const wall: number[] = [];
  const cpu: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const since = performance.now();
    const usage = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(usage);
    wall.push(performance.now() - since);
    cpu.push((user + system) / 1_000);
  }
  return { wall, cpu };
}

function row({ wall, cpu }: Times): string {
  return [median(wall), percentile(wall, 0.95), median(cpu)].map(rounded).join(' | ');
}

async function fill(db: Knex, extensions: number): Promise<void> {
  await createFreepbxTables(db);
  const numbers = Array.from({ length: extensions }, (_, index) => String(FIRST + index));
  const insert = (table: string, rows: object[]) => db.batchInsert(table, rows, 1_000);
  await insert(
    'users',
    numbers.map((extension) => ({ extension, name: `User ${extension}`, voicemail: 'default' })),
  );
  await insert(
    'devices',
    numbers.map((id) => ({ id, user: id, tech: 'pjsip', dial: `PJSIP/${id}`, devicetype: 'fixed' })),
  );
  for (let keyword = 0; keyword < SIP_ROWS; keyword += 1)
    await insert(
      'sip',
      numbers.map((id) => ({
        id,
        keyword: keyword === 0 ? 'secret' : `keyword-${keyword}`,
        data: 'x'.repeat(keyword === 0 ? 32 : 8),
        flags: keyword,
      })),
    );
}

function voicemailConf(extensions: number): string {
  const lines = Array.from(
    { length: extensions },
    (_, index) => `${FIRST + index} => 4711,User ${FIRST + index},,,attach=no`,
  );
  return ['[general]', '[default]', ...lines, ''].join('\n');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
