import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Knex } from 'knex';
import { createEncryptor, deriveKey, type Encryptor } from '../../lib/encryption';
import { appendAudit } from '../../store/audit';
import { countOwnRows, deleteAllRows, insertRows } from '../../store/backup-tables';
import { connectScratch, migrateDatabase } from '../../store/database';
import { withoutHurry } from '../../store/migrate';
import { isOlder, type RowSource, upgradeRows } from '../../store/upgrade-rows';
import { type Adopted, adoptSecret } from '../adopt-secret';
import type { Maintenance } from '../maintenance';
import { asOnlyInstance } from '../only-instance';
import { BackupError } from './backup-error';
import type { CheckedBackup } from './check-backup';
import type { BackupSummary } from './create-backup';
import { readBackupFile } from './read-backup-file';
import { placeFiles } from './saved-files';

/** Copies that the service makes again; those of before the restore are not those of the restored sessions. */
const CACHES = ['config-cache', 'settings-cache'];

export interface RestoreOptions {
  readonly file: string;
  /** Whether to delete what is there. */
  readonly replace: boolean;
  readonly now: number;
}

export interface Restored extends BackupSummary {
  /** Null: the secret is that of the backup. */
  readonly adopted: Adopted | null;
}

/**
 * Puts the content of a backup in the place of what is there: the tables in one transaction, with the files. Everything is as
 * before when it fails. @throws BackupError, ConfigError, DatabaseUnreachable
 */
export async function restoreBackup(
  { config, db, inDatabase }: Maintenance,
  backup: CheckedBackup,
  options: RestoreOptions,
): Promise<Restored> {
  const encryptor = createEncryptor(deriveKey(backup.secret, 'settings'));
  await inDatabase(() => migrateDatabase(db));
  return inDatabase(() =>
    asOnlyInstance(db, () =>
      withRows(options.file, backup, async (source) => {
        const restored = await withoutHurry(db, (unhurried) =>
          replaceAll(unhurried, source, encryptor, config, backup, options),
        );
        for (const name of CACHES) rmSync(path.join(config.dataDir, name), { recursive: true, force: true });
        return restored;
      }),
    ),
  );
}

async function replaceAll(
  db: Knex,
  source: RowSource,
  encryptor: Encryptor,
  places: Maintenance['config'],
  { head, files, belongsToOtherSecret }: CheckedBackup,
  { replace, now }: RestoreOptions,
): Promise<Restored> {
  const placed: { undo(): void; accept(): void }[] = [];
  try {
    // Not repeated after a lost race: nobody else works with the tables, and the files are replaced once.
    const restored = await db.transaction(async (trx) => {
      await refuseRows(trx, replace);
      await deleteAllRows(trx);
      const rows = new Map<string, number>();
      await source(async (page) => {
        await insertRows(trx, page);
        rows.set(page.table, (rows.get(page.table) ?? 0) + page.rows.length);
      });
      const adopted = belongsToOtherSecret ? await adoptSecret(trx, encryptor, now) : null;
      await appendAudit(trx, restoredEntry(head.createdAt, now));
      // Last, so that hardly anything can fail after it.
      placed.push(placeFiles(files, places));
      return { rows, files: files.map(({ file }) => file), adopted };
    });
    for (const each of placed) each.accept();
    return restored;
  } catch (error) {
    for (const each of placed) each.undo();
    throw error;
  }
}

function restoredEntry(createdAt: number, at: number) {
  const nobody = { mac: null, extension: null, address: null };
  return { at, actor: 'system', action: 'backup-restored', ...nobody, details: { createdAt } };
}

async function refuseRows(trx: Knex.Transaction, replace: boolean): Promise<void> {
  const counts = replace ? [] : [...(await countOwnRows(trx))];
  if (counts.length === 0) return;
  const found = counts.map(([table, count]) => `${table} ${count}`).join(', ');
  throw new BackupError(
    `The database has rows already (${found}): add --replace to delete them, or restore into an empty database.`,
  );
}

/** Gives the rows of the backup as this version has them. */
async function withRows<T>(
  file: string,
  { head }: CheckedBackup,
  work: (source: RowSource) => Promise<T>,
): Promise<T> {
  const fromFile: RowSource = async (take) => {
    await readBackupFile(file, async (line) => {
      if ('table' in line) await take(line);
    });
  };
  if (!isOlder(head.migrations)) return work(fromFile);
  const scratch = connectScratch();
  try {
    return await work(await upgradeRows(scratch, head.migrations, fromFile));
  } finally {
    await scratch.destroy();
  }
}
