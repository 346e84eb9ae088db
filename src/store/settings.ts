import type { Knex } from 'knex';
import { DEFAULT_DESK_SETTINGS, type DeskSettings, deskSettingsSchema } from '../desk/settings';

interface SettingRow {
  name: string;
  value: string;
}

/** The settings that an admin can change at run time; those that are not stored have their default. */
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

/** An internal value that is not a setting, such as whether the sample data was inserted. */
export async function readInternalValue(db: Knex, name: string): Promise<string | null> {
  const row = await db<SettingRow>('hotdesk_settings')
    .where({ name: storedName(name) })
    .first();
  return row ? JSON.parse(row.value) : null;
}

/** Stores an internal value unless there is one; returns the stored value. */
export async function writeInternalValueOnce(db: Knex, name: string, value: string): Promise<string> {
  await db('hotdesk_settings')
    .insert({ name: storedName(name), value: JSON.stringify(value) })
    .onConflict('name')
    .ignore();
  const stored = await readInternalValue(db, name);
  if (stored === null) throw new Error(`the value ${name} could not be stored`);
  return stored;
}

/** Stores an internal value in place of the one that is there. */
export async function replaceInternalValue(db: Knex, name: string, value: string): Promise<void> {
  const row = { name: storedName(name), value: JSON.stringify(value) };
  await db('hotdesk_settings').insert(row).onConflict('name').merge();
}

/** An internal value among rows of the table; null: it is not there. */
export function internalValueIn(rows: readonly object[], name: string): string | null {
  const row = rows.find((each) => 'name' in each && each.name === storedName(name));
  return row && 'value' in row ? JSON.parse(String(row.value)) : null;
}

/** No setting's name begins so. */
export const INTERNAL_PREFIX = '_';

function storedName(name: string): string {
  return `${INTERNAL_PREFIX}${name}`;
}
