import type { Knex } from 'knex';
import { INTERNAL_PREFIX } from './settings';
import { isMysqlDatabase } from './transaction';

/** What a backup has of each table, by the column that rows are read in order of. A table comes after those that it refers to. */
const TABLES = [
  ['hotdesk_settings', 'name'],
  ['hotdesk_templates', 'id'],
  ['hotdesk_mappings', 'id'],
  ['hotdesk_phones', 'mac'],
  ['hotdesk_sessions', 'id'],
  ['hotdesk_jobs', 'id'],
  ['hotdesk_audit', 'id'],
  ['hotdesk_keys', 'id'],
  ['hotdesk_attempts', 'subject'],
  ['hotdesk_pins', 'extension'],
  // FreePBX may be restored after it: until its rows are there, no session ends.
  ['hotdesk_census', 'id'],
] as const;

/** Who is the leader now, and input of the last two minutes, mean nothing later. The migrations are in the head of a backup. */
export const TABLES_LEFT_OUT = ['hotdesk_leases', 'hotdesk_pin_drafts', 'hotdesk_migrations'];

export const BACKUP_TABLES: readonly string[] = TABLES.map(([name]) => name);

/** The first start of the service writes into these, too: such rows are no reason not to restore. */
const WRITTEN_BY_A_START = new Set(['hotdesk_settings', 'hotdesk_audit', 'hotdesk_keys', 'hotdesk_census']);

/** Rows of one table. */
export interface TableRows {
  readonly table: string;
  readonly rows: readonly object[];
}

/** Few enough for one statement, also where a row has some megabytes. */
const PAGE = 100;

/** All rows as they were at one moment, in pages. */
export async function readAllRows(db: Knex, take: (page: TableRows) => Promise<void>): Promise<void> {
  const oneMoment = isMysqlDatabase(db) ? { isolationLevel: 'repeatable read' as const } : {};
  await db.transaction(async (trx) => {
    for (const [table, key] of TABLES) {
      let rows = await pageOf(trx, table, key, null);
      while (rows.length > 0) {
        await take({ table, rows });
        rows = rows.length < PAGE ? [] : await pageOf(trx, table, key, rows.at(-1)?.[key]);
      }
    }
  }, oneMoment);
}

function pageOf(
  trx: Knex.Transaction,
  table: string,
  key: string,
  after: unknown,
): Promise<Record<string, unknown>[]> {
  const query = trx(table).orderBy(key).limit(PAGE);
  if (after !== null) query.where(key, '>', after as string | number);
  return query;
}

/** How many rows an admin or a phone has caused, by table; tables without any are left out. */
export async function countOwnRows(db: Knex): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const table of BACKUP_TABLES) {
    if (WRITTEN_BY_A_START.has(table) && table !== 'hotdesk_settings') continue;
    const query = db(table).count({ count: '*' });
    if (table === 'hotdesk_settings')
      query.whereRaw('substr(name, 1, ?) <> ?', [INTERNAL_PREFIX.length, INTERNAL_PREFIX]);
    const count = Number((await query.first())?.count);
    if (count > 0) counts.set(table, count);
  }
  return counts;
}

/** Removes all rows that a backup could bring. */
export async function deleteAllRows(trx: Knex.Transaction): Promise<void> {
  for (const table of [...BACKUP_TABLES].reverse()) await trx(table).delete();
}

export async function insertRows(trx: Knex.Transaction, { table, rows }: TableRows): Promise<void> {
  for (const part of partsOf(rows)) await trx(table).insert(part);
}

/** A statement must not exceed the server's `max_allowed_packet`, which is 16 MB by default. */
const PART_LENGTH = 1_000_000;

function partsOf(rows: readonly object[]): object[][] {
  const parts: object[][] = [];
  let length = PART_LENGTH;
  for (const row of rows) {
    const more = JSON.stringify(row).length;
    if (length + more > PART_LENGTH) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(row);
    length += more;
  }
  return parts;
}
