import path from 'node:path';
import { createEncryptor, deriveKey } from '../../lib/encryption';
import { readAllRows, type TableRows } from '../../store/backup-tables';
import { doneMigrations, withoutHurry } from '../../store/migrate';
import { belongToOtherSecret } from '../../store/secret-check';
import type { Maintenance } from '../maintenance';
import { otherSecret } from '../other-secret';
import { requireTables } from '../require-tables';
import { keyInFile, keyOfSetting, SECRET_FILE } from '../token-key';
import { BackupError } from './backup-error';
import { type Content, FORMAT, type SavedFile } from './backup-lines';
import { filesToSave } from './saved-files';
import { writeBackupFile } from './write-backup-file';

/** What a backup has: rows by table, and files. */
export interface BackupSummary {
  readonly rows: ReadonlyMap<string, number>;
  readonly files: readonly string[];
}

export interface CreateBackupOptions {
  readonly file: string;
  /** The version of Hotdesk. */
  readonly version: string;
  readonly now: number;
}

/**
 * Saves our tables as they are at one moment, the key file, the settings file and an admin's files for brands into one file.
 * The service may run. @throws BackupError, ConfigError, DatabaseUnreachable: then no file is made
 */
export async function createBackup(
  { config, db, inDatabase }: Maintenance,
  { file, version, now }: CreateBackupOptions,
): Promise<BackupSummary> {
  const files = filesToSave(config);
  const encryptor = createEncryptor(deriveKey(secretOf(config, files), 'settings'));
  const migrations = await inDatabase(async () => {
    await requireTables(db);
    return doneMigrations(db);
  });
  const head = {
    hotdeskBackup: FORMAT,
    version,
    createdAt: now,
    migrations,
    secret: config.secret === null ? ('file' as const) : ('setting' as const),
  };
  const rows = new Map<string, number>();
  const savePage = async (page: TableRows, write: (line: Content) => Promise<void>) => {
    if (page.table === 'hotdesk_settings' && belongToOtherSecret(page.rows, encryptor))
      throw otherSecret(config);
    rows.set(page.table, (rows.get(page.table) ?? 0) + page.rows.length);
    await write(page as Content);
  };
  await writeBackupFile(file, head, async (write) => {
    for (const each of files) await write(each);
    await inDatabase(() =>
      withoutHurry(db, (unhurried) => readAllRows(unhurried, (page) => savePage(page, write))),
    );
  });
  return { rows, files: files.map((each) => each.file) };
}

/** The secret of the service that runs here. @throws BackupError where it has never run */
function secretOf({ secret, dataDir }: Maintenance['config'], files: readonly SavedFile[]): Buffer {
  if (secret !== null) return keyOfSetting(secret);
  const place = path.join(dataDir, SECRET_FILE);
  const text = files.find(({ file }) => file === SECRET_FILE)?.text;
  if (text === undefined)
    throw new BackupError(
      `There is no ${place}: the service has not run with this HOTDESK_DATA_DIR, so there is nothing to back up.`,
    );
  return keyInFile(place, text);
}
