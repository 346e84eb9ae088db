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

/** Reads it within a transaction, and keeps others from changing it until that ends. */
export async function lockHotdeskPin(trx: Knex.Transaction, extension: string): Promise<HotdeskPin | null> {
  const row = await table(trx).where({ extension }).forUpdate().first();
  return row ? toHotdeskPin(row) : null;
}

/** Instead of the one that the extension had. */
export async function storeHotdeskPin(trx: Knex.Transaction, pin: HotdeskPin): Promise<void> {
  const { extension, hash, mustChange, changedAt } = pin;
  const row = { extension, hash, must_change: mustChange, changed_at: changedAt };
  await table(trx).insert(row).onConflict('extension').merge();
}

export async function removeHotdeskPin(trx: Knex.Transaction, extension: string): Promise<void> {
  await table(trx).where({ extension }).delete();
}

/** Which extensions have one, and whether it must be changed. The hashes stay where they are. */
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
