import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log, LogFields } from '../../../desk/ports/log';
import { type DeskSettings, deskSettingsSchema } from '../../../desk/settings';
import type { Encryptor } from '../../../lib/encryption';
import { errorText, isMissingFile } from '../../../lib/errors';
import { limitLines } from '../../../lib/limit-lines';
import type { KnownSettings } from '../request-settings';

export interface SettingsCacheDeps {
  /** Reads the settings from the database. */
  readonly readSettings: () => Promise<DeskSettings>;
  /** Values of settings that no admin has changed. */
  readonly defaults: DeskSettings;
  readonly file: string;
  readonly encryptor: Encryptor;
  readonly log: Pick<Log, 'warn'>;
}

/**
 * The current settings or, during a database outage, the last ones, also from before this start. Only for deciding what
 * a file request must prove: an outage must neither lift that rule nor keep a phone from its cached config.
 * @throws the database error when there is no copy.
 */
export function cacheSettings(unlimited: SettingsCacheDeps): () => Promise<KnownSettings> {
  // Each request reads or writes the copy.
  const deps = {
    ...unlimited,
    log: { warn: limitLines<LogFields>((fields, message) => unlimited.log.warn(fields, message)) },
  };
  const { readSettings, file, encryptor, log } = deps;
  let written = '';

  const writeCopy = async (settings: DeskSettings): Promise<void> => {
    const text = JSON.stringify(settings);
    if (text === written) return;
    written = text;
    try {
      await writeWhole(file, encryptor.encrypt(text));
    } catch (error) {
      written = '';
      log.warn(
        { event: 'settings-cache.write-failed', error: errorText(error) },
        'cannot write the copy of the settings; they are missing in a database outage after a restart',
      );
    }
  };

  return async () => {
    let settings: DeskSettings;
    try {
      settings = await readSettings();
    } catch (outage) {
      const last = await readCopy(deps);
      if (!last) throw outage;
      return { settings: last, outage };
    }
    await writeCopy(settings);
    return { settings, outage: null };
  };
}

/** Leaves nothing behind when it fails: on a full disk each request would leave another unfinished file. */
async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeFile(unfinished, text, { mode: 0o600 });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/**
 * Null when there is no copy, when it was encrypted with another key, or when another version wrote values that this one
 * does not accept. Settings that are newer than the copy have their default, as in the database.
 */
async function readCopy({ file, encryptor, defaults, log }: SettingsCacheDeps): Promise<DeskSettings | null> {
  const encrypted = await readIfThere(file);
  const text = encrypted === null ? null : encryptor.decrypt(encrypted);
  if (text === null) return null;
  const copy = deskSettingsSchema.safeParse({ ...defaults, ...JSON.parse(text) });
  if (copy.success) return copy.data;
  log.warn(
    {
      event: 'settings-cache.unreadable',
      settings: copy.error.issues.map(({ path: where }) => where.join('.')),
    },
    'the copy of the settings is of another version; no copies of configs are served in this outage',
  );
  return null;
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw error;
  }
}
