import { existsSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../../config/config-error';
import { parseEnvFile } from '../../config/env-file';
import type { Environment, ReadFile } from '../../config/environment';
import type { DatabaseConfig } from '../../config/values';
import { createEncryptor, deriveKey } from '../../lib/encryption';
import { BACKUP_TABLES } from '../../store/backup-tables';
import { belongToOtherSecret } from '../../store/secret-check';
import { unknownMigrations } from '../../store/upgrade-rows';
import { type BaseConfig, readConfig } from '../config';
import { keyInFile, keyOfSetting, readSecret, SECRET_FILE } from '../token-key';
import { BackupError } from './backup-error';
import type { Head, SavedFile } from './backup-lines';
import { readBackupFile } from './read-backup-file';
import { ENV_FILE } from './saved-files';

/** A backup that can be restored on this machine. */
export interface CheckedBackup {
  readonly head: Head;
  /** The files that a restore puts in their places. */
  readonly files: readonly SavedFile[];
  /** The secret that the service has afterwards. */
  readonly secret: Buffer;
  /** Whether the rows belong to another one, which is accepted. */
  readonly belongsToOtherSecret: boolean;
  /** What an admin should know: one sentence each. */
  readonly notes: readonly string[];
}

export interface CheckOptions {
  readonly file: string;
  readonly adoptSecret: boolean;
  readonly env: Environment;
  readonly readFile: ReadFile;
}

/** Reads all of a backup and decides what a restore would do. Changes nothing. @throws BackupError, ConfigError */
export async function checkBackup(
  config: BaseConfig,
  { file, adoptSecret, env, readFile }: CheckOptions,
): Promise<CheckedBackup> {
  const saved: SavedFile[] = [];
  const settings: object[] = [];
  const head = await readBackupFile(file, async (line) => {
    if ('file' in line) saved.push(line);
    else if (!BACKUP_TABLES.includes(line.table))
      throw new BackupError(
        `${file} has rows of ${line.table}, which this version of Hotdesk does not know.`,
      );
    else if (line.table === 'hotdesk_settings') settings.push(...line.rows);
  });
  if (unknownMigrations(head.migrations).length > 0)
    throw new BackupError(
      `${file} was made by a newer version of Hotdesk (${head.version}): install that version.`,
    );
  const notes: string[] = [];
  const files = saved.filter((each) => each.file !== ENV_FILE);
  const envText = saved.find((each) => each.file === ENV_FILE)?.text;
  if (envText !== undefined) {
    const note = whyNotSettings(config, envText);
    if (note !== null) notes.push(note);
    else {
      refuseOtherMachine(config, envText, env, readFile);
      files.push({ file: ENV_FILE, text: envText });
    }
  }
  const secret = secretAfter(config, head, files);
  const isOther = belongToOtherSecret(settings, createEncryptor(deriveKey(secret, 'settings')));
  if (isOther && !adoptSecret) throw otherSecretOf(file, config);
  return { head, files, secret, belongsToOtherSecret: isOther, notes };
}

/** Null: the settings file is restored. Settings that this machine has already stay. */
function whyNotSettings({ envFile }: BaseConfig, text: string): string | null {
  if (envFile === null)
    return 'The settings file of the backup is not restored: HOTDESK_ENV_FILE is not set.';
  parseEnvFile(text, `The settings file in the backup`);
  return existsSync(envFile) ? `${envFile} is there and stays: the one of the backup is not restored.` : null;
}

/** The restored settings must not lead the service to another database than the one that is restored. */
function refuseOtherMachine(config: BaseConfig, text: string, env: Environment, readFile: ReadFile): void {
  const remedy = `write ${config.envFile} first, for example with the settings that this machine needs`;
  let after: BaseConfig;
  try {
    after = readConfig({ ...env, HOTDESK_ENV_FILE: '', ...parseEnvFile(text, '') }, readFile);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new BackupError(
      `The settings of the backup do not fit this machine: ${error.message} Or ${remedy}.`,
    );
  }
  if (placeOf(after.database) !== placeOf(config.database))
    throw new BackupError(
      `The settings of the backup name another database (HOTDESK_DATABASE_URL) than this machine uses: ${remedy}.`,
    );
}

function placeOf(database: DatabaseConfig): string {
  return database.kind === 'sqlite'
    ? path.resolve(database.file)
    : [database.socketPath ?? `${database.host}:${database.port}`, database.database].join('/');
}

function secretAfter({ secret, dataDir }: BaseConfig, head: Head, files: readonly SavedFile[]): Buffer {
  if (secret !== null) return keyOfSetting(secret);
  const place = path.join(dataDir, SECRET_FILE);
  const text = files.find(({ file }) => file === SECRET_FILE)?.text ?? readSecret(place);
  if (text !== null) return keyInFile(place, text);
  throw new BackupError(
    head.secret === 'setting'
      ? 'The backup was made with HOTDESK_SECRET, which is not in it: set it to the same value.'
      : `The backup has no ${SECRET_FILE}: use another one.`,
  );
}

function otherSecretOf(file: string, { secret }: BaseConfig): BackupError {
  const remedy =
    secret === null
      ? 'set HOTDESK_SECRET to that of the machine where it was made'
      : 'set HOTDESK_SECRET to that of the machine where it was made, or remove it where that had a key file';
  return new BackupError(
    `${file} belongs to another secret than this machine has: ${remedy}; or add --adopt-secret, which logs out every phone.`,
  );
}
