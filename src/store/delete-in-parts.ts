import type { Knex } from 'knex';

/** Rows of one statement: few, so that it is short and nothing waits for its locks. */
const PART = 1_000;

/**
 * Deletes the rows that `which` selects, in many short statements. They are found without locks, so the deletion locks only its own
 * rows, and waits for nothing else.
 */
export async function deleteInParts(
  db: Knex,
  table: string,
  key: string,
  which: (query: Knex.QueryBuilder) => void,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const keys: (string | number)[] = await db(table).modify(which).limit(PART).pluck(key);
    if (keys.length > 0) removed += await db(table).whereIn(key, keys).modify(which).delete();
    if (keys.length < PART) return removed;
  }
}
