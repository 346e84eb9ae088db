import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../../../desk/ports/log';
import { type DeskSettings, deskSettingsSchema } from '../../../desk/settings';
import type { Encryptor } from '../../../lib/encryption';
import { isMissingFile } from '../../../lib/errors';
import type { KnownSettings } from '../request-settings';

export interface SettingsCacheDeps {
  /** Asks the database. */
  readonly ask: () => Promise<DeskSettings>;
  readonly file: string;
  readonly encryptor: Encryptor;
  readonly log: Log;
}

/**
 * The settings as they are; while the database is away, as they were last, also before this start. For what a file is
 * demanded for only: no outage may open that door, nor keep a phone from the copy of its config.
 * Errors: those of the database, when nothing was kept.
 */
export function cacheSettings({
  ask,
  file,
  encryptor,
  log,
}: SettingsCacheDeps): () => Promise<KnownSettings> {
  let kept = '';

  const keep = async (settings: DeskSettings): Promise<void> => {
    const text = JSON.stringify(settings);
    if (text === kept) return;
    kept = text;
    try {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      const unfinished = `${file}.${randomBytes(4).toString('hex')}.tmp`;
      await writeFile(unfinished, encryptor.encrypt(text), { mode: 0o600 });
      await rename(unfinished, file);
    } catch (error) {
      kept = '';
      log.warn({ error: String(error) }, 'the copy of the settings could not be kept');
    }
  };

  return async () => {
    let settings: DeskSettings;
    try {
      settings = await ask();
    } catch (outage) {
      const last = await readCached(file, encryptor);
      if (!last) throw outage;
      return { settings: last, outage };
    }
    await keep(settings);
    return { settings, outage: null };
  };
}

/** Null when there are none, or none that were encrypted with this key. */
async function readCached(file: string, encryptor: Encryptor): Promise<DeskSettings | null> {
  try {
    const text = encryptor.decrypt(await readFile(file, 'utf8'));
    return text === null ? null : deskSettingsSchema.parse(JSON.parse(text));
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw error;
  }
}
