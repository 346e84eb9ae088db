import type { Knex } from 'knex';
import type { PendingJob } from '../../src/desk/ports/outbox';
import type { DeskStore } from '../../src/desk/ports/store';
import { parseMac } from '../../src/lib/mac';
import { connectDatabase, migrateDatabase } from '../../src/store/database';
import { createDeskStore } from '../../src/store/desk-store';
import type { LabMariadb } from '../lab/mariadb';
import { shareMariadb } from '../lab/shared';
import { eventually, SILENT } from '../test-app';

let mariadb: LabMariadb;
let db: Knex;
let store: DeskStore;
beforeAll(async () => {
  mariadb = await shareMariadb();
  const { host, port, user, password } = mariadb;
  const database = await mariadb.createDatabase('lost_races');
  db = connectDatabase({ kind: 'mysql', host, port, user, password, database }, SILENT);
  await migrateDatabase(db);
  store = createDeskStore(db);
}, 60_000);
afterAll(async () => {
  await db?.destroy();
  await mariadb?.stop();
});

async function addJob(): Promise<PendingJob> {
  const mac = parseMac('005058007702');
  if (mac === null) throw new Error('no MAC');
  await db('hotdesk_jobs').delete();
  await store.transaction((tx) => tx.addJob(mac, { kind: 'notify-phone', sessionId: 'session' }, 1_000));
  const [job] = await store.dueJobs('phones', 1_000, 1);
  if (!job) throw new Error('no job');
  return job;
}

/** Waits until a statement waits for a lock. */
async function waitForLock(): Promise<void> {
  const waiting = () => db('information_schema.innodb_trx').where({ trx_state: 'LOCK WAIT' }).first('trx_id');
  await eventually(async () => (await waiting()) !== undefined);
}

/**
 * A transaction that finds jobs by an index, as a login does, and has changed more than the other: in a deadlock the database ends
 * the other.
 */
async function meetInDeadlock(id: number, index: string, statement: () => Promise<void>): Promise<void> {
  const rival = await db.transaction();
  try {
    const settings = Array.from({ length: 20 }, (_, number) => ({ name: `race-${number}`, value: '1' }));
    await rival('hotdesk_settings').insert(settings).onConflict('name').merge();
    await rival.raw('select id from hotdesk_jobs force index (??) where mac = ? lock in share mode', [
      index,
      '005058007702',
    ]);
    const done = statement();
    // Reported by the caller.
    done.catch(() => undefined);
    await waitForLock();
    await rival('hotdesk_jobs').where({ id }).update({ last_error: 'the rival was here' });
    await rival.commit();
    await done;
  } finally {
    if (!rival.isCompleted()) await rival.rollback();
  }
}

async function deadlocks(): Promise<number> {
  const [[row]] = await db.raw("show global status like 'Innodb_deadlocks'");
  return Number(row.Value);
}

const rowOf = (id: number) => db('hotdesk_jobs').where({ id }).first('due_at', 'attempts');

// A job whose end is not recorded is done twice: its phone is notified twice, and perhaps restarted twice.
test.each([
  ['finishJob', 'hotdesk_jobs_mac_id_index', undefined],
  ['deferJob', 'hotdesk_jobs_kind_due_at_index', { due_at: 2_000, attempts: 0 }],
  ['postponeJob', 'hotdesk_jobs_kind_due_at_index', { due_at: 2_000, attempts: 1 }],
] as const)('%s succeeds although a login wins a deadlock against it', async (name, index, row) => {
  const { id } = await addJob();
  const before = await deadlocks();
  await meetInDeadlock(id, index, () => store[name](id, 2_000, 'no answer'));
  expect(await deadlocks()).toBe(before + 1);
  expect(await rowOf(id)).toEqual(row);
});
