import type { Knex } from 'knex';
import { DEFAULT_DESK_SETTINGS, type DeskSettings, deskSettingsSchema } from '../desk/settings';

interface SettingRow {
  name: string;
  value: string;
}

/** The settings that an admin changes while the service runs: what is not in the table has its default. */
export async function readSettings(
  db: Knex,
  defaults: DeskSettings = DEFAULT_DESK_SETTINGS,
): Promise<DeskSettings> {
  const rows = await db<SettingRow>('hotdesk_settings').whereIn(
    'name',
    Object.keys(deskSettingsSchema.shape),
  );
  const stored = Object.fromEntries(rows.map((row) => [row.name, JSON.parse(row.value)]));
  return deskSettingsSchema.parse({ ...defaults, ...stored });
}

export async function writeSettings(db: Knex, change: Partial<DeskSettings>): Promise<void> {
  const rows = Object.entries(change).map(([name, value]) => ({ name, value: JSON.stringify(value) }));
  if (rows.length > 0) await db('hotdesk_settings').insert(rows).onConflict('name').merge();
}

/** A value of our own that is no admin's setting, such as whether the sample was filled in. */
export async function readInternalValue(db: Knex, name: string): Promise<string | null> {
  const row = await db<SettingRow>('hotdesk_settings')
    .where({ name: `_${name}` })
    .first();
  return row ? JSON.parse(row.value) : null;
}

/** Writes it only when there is none yet; returns the value that is there afterwards. */
export async function writeInternalValueOnce(db: Knex, name: string, value: string): Promise<string> {
  await db('hotdesk_settings')
    .insert({ name: `_${name}`, value: JSON.stringify(value) })
    .onConflict('name')
    .ignore();
  const stored = await readInternalValue(db, name);
  if (stored === null) throw new Error(`the value ${name} could not be stored`);
  return stored;
}
