import type { Knex } from 'knex';
import { MIGRATIONS, type Migration } from '../../sql/migrations';
import { deleteAllRows, insertRows, readAllRows, type TableRows } from './backup-tables';

/** Gives each page of rows to `take`, in the order of the tables. */
export type RowSource = (take: (page: TableRows) => Promise<void>) => Promise<void>;

/** Whether tables with these migrations lack some of this version. */
export function isOlder(done: readonly string[], migrations: readonly Migration[] = MIGRATIONS): boolean {
  return migrations.some(({ name }) => !done.includes(name));
}

/** The migrations that this version does not know: the tables are of a newer one. */
export function unknownMigrations(
  done: readonly string[],
  migrations: readonly Migration[] = MIGRATIONS,
): readonly string[] {
  return done.filter((name) => !migrations.some((migration) => migration.name === name));
}

/**
 * Rows of older tables as this version has them: fills an empty database as it was then, and migrates it. Each migration sees
 * what it saw where the rows come from.
 */
export async function upgradeRows(
  scratch: Knex,
  done: readonly string[],
  old: RowSource,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<RowSource> {
  for (const { name, up } of migrations) if (done.includes(name)) await up(scratch);
  await scratch.transaction(async (trx) => {
    // A migration may have made rows itself.
    await deleteAllRows(trx);
    await old((page) => insertRows(trx, page));
  });
  for (const { name, up } of migrations) if (!done.includes(name)) await up(scratch);
  return (take) => readAllRows(scratch, take);
}
