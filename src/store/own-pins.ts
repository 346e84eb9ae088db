import type { Knex } from 'knex';
import type { OwnPin } from '../desk/model';

interface OwnPinRow {
  extension: string;
  hash: string;
  must_change: number | boolean;
  changed_at: number;
}

const table = (db: Knex) => db<OwnPinRow>('hotdesk_pins');

export async function readOwnPin(db: Knex, extension: string): Promise<OwnPin | null> {
  const row = await table(db).where({ extension }).first();
  return row ? toOwnPin(row) : null;
}

/** Reads it within a transaction, and keeps others from changing it until that ends. */
export async function lockOwnPin(trx: Knex.Transaction, extension: string): Promise<OwnPin | null> {
  const row = await table(trx).where({ extension }).forUpdate().first();
  return row ? toOwnPin(row) : null;
}

/** Instead of the one that the extension had. */
export async function keepOwnPin(trx: Knex.Transaction, pin: OwnPin): Promise<void> {
  const { extension, hash, mustChange, changedAt } = pin;
  const row = { extension, hash, must_change: mustChange, changed_at: changedAt };
  await table(trx).insert(row).onConflict('extension').merge();
}

export async function removeOwnPin(trx: Knex.Transaction, extension: string): Promise<void> {
  await table(trx).where({ extension }).delete();
}

/** Which extensions have one, and whether it must be changed. The hashes stay where they are. */
export async function ownPinStates(db: Knex): Promise<{ extension: string; mustChange: boolean }[]> {
  const rows = await table(db).select('extension', 'must_change');
  return rows.map((row) => ({ extension: row.extension, mustChange: Boolean(row.must_change) }));
}

function toOwnPin(row: OwnPinRow): OwnPin {
  return {
    extension: row.extension,
    hash: row.hash,
    mustChange: Boolean(row.must_change),
    changedAt: row.changed_at,
  };
}
