import type { Knex } from 'knex';
import { isMysqlDatabase } from './transaction';

/** Rows of one statement: few, so that it is short and nothing waits long for its locks. */
const PART = 1_000;

type Key = string | number;
type Where = (query: Knex.QueryBuilder) => void;

/**
 * A table that is read by its primary key only. MariaDB would rather read a small table or another index completely, and wait for
 * every row that a login holds.
 */
export function byPrimaryKey(db: Knex, table: string): Knex.Raw {
  return isMysqlDatabase(db) ? db.raw('?? force index (primary)', [table]) : db.raw('??', [table]);
}

/**
 * Deletes those of these rows that `which` still selects, and locks no other one.
 */
export async function deleteByKey(
  db: Knex,
  table: string,
  key: string,
  keys: readonly Key[],
  which: Where,
): Promise<number> {
  if (keys.length === 0) return 0;
  const rows = db(table).whereIn(key, keys).modify(which);
  if (!isMysqlDatabase(db)) return rows.delete();
  const { sql, bindings } = rows.select(db.raw('1')).toSQL();
  const where = sql.slice(sql.indexOf(' where '));
  const [{ affectedRows }] = await db.raw(`delete ?? from ?${where}`, [
    table,
    byPrimaryKey(db, table),
    ...bindings,
  ]);
  return affectedRows;
}

/** Deletes the rows that `which` selects, in many short statements. They are found without locks. */
export async function deleteInParts(db: Knex, table: string, key: string, which: Where): Promise<number> {
  let removed = 0;
  for (;;) {
    const keys: Key[] = await db(table).modify(which).limit(PART).pluck(key);
    removed += await deleteByKey(db, table, key, keys, which);
    if (keys.length < PART) return removed;
  }
}
