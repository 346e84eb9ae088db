import type { Knex } from 'knex';
import type { HotdeskPin } from '../desk/model';

interface HotdeskPinRow {
  extension: string;
  hash: string;
  must_change: number | boolean;
  changed_at: number;
}

const table = (db: Knex) => db<HotdeskPinRow>('hotdesk_pins');

export async function readHotdeskPin(db: Knex, extension: string): Promise<HotdeskPin | null> {
  const row = await table(db).where({ extension }).first();
  return row ? toHotdeskPin(row) : null;
}

/** Reads a PIN and locks its row until the transaction ends. */
export async function lockHotdeskPin(trx: Knex.Transaction, extension: string): Promise<HotdeskPin | null> {
  const row = await table(trx).where({ extension }).forUpdate().first();
  return row ? toHotdeskPin(row) : null;
}

/** Replaces the extension's PIN, if it has one. */
export async function storeHotdeskPin(trx: Knex.Transaction, pin: HotdeskPin): Promise<void> {
  const { extension, hash, mustChange, changedAt } = pin;
  const row = { extension, hash, must_change: mustChange, changed_at: changedAt };
  await table(trx).insert(row).onConflict('extension').merge();
}

export async function removeHotdeskPin(trx: Knex.Transaction, extension: string): Promise<void> {
  await table(trx).where({ extension }).delete();
}

/** The extensions that have a PIN, and whether it must be changed. Leaves out the hashes. */
export async function hotdeskPinStates(db: Knex): Promise<{ extension: string; mustChange: boolean }[]> {
  const rows = await table(db).select('extension', 'must_change');
  return rows.map((row) => ({ extension: row.extension, mustChange: Boolean(row.must_change) }));
}

function toHotdeskPin(row: HotdeskPinRow): HotdeskPin {
  return {
    extension: row.extension,
    hash: row.hash,
    mustChange: Boolean(row.must_change),
    changedAt: row.changed_at,
  };
}
