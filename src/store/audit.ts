import type { Knex } from 'knex';
import type { AuditEntry } from '../desk/ports/audit';
import type { Mac } from '../lib/mac';

interface AuditRow {
  id: number;
  at: number;
  actor: string;
  action: string;
  mac: Mac | null;
  extension: string | null;
  address: string | null;
  details: string;
}

/** An entry with the number by which a list of them goes on. */
export type NumberedAuditEntry = AuditEntry & { readonly id: number };

/** Which entries; what is left out counts for all. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly extension?: string | undefined;
  readonly mac?: Mac | undefined;
  /** Not before this moment, in epoch milliseconds. */
  readonly since?: number | undefined;
}

interface Part {
  /** The number of the last entry of the part before; null for the first part. */
  readonly after: number | null;
  readonly limit: number;
}

/** Writes an entry. Nothing changes one, and only the retention removes it. */
export async function appendAudit(trx: Knex.Transaction, entry: AuditEntry): Promise<void> {
  await trx('hotdesk_audit').insert({ ...entry, details: JSON.stringify(entry.details) });
}

/** A part of the audit, the newest first. */
export async function newestAudit(db: Knex, filter: AuditFilter, part: Part): Promise<NumberedAuditEntry[]> {
  const query = chosen(db, filter).orderBy('id', 'desc').limit(part.limit);
  if (part.after !== null) query.where('id', '<', part.after);
  return (await query).map(toAuditEntry);
}

/** A part of the audit, the oldest first. */
export async function oldestAudit(db: Knex, filter: AuditFilter, part: Part): Promise<NumberedAuditEntry[]> {
  const query = chosen(db, filter).orderBy('id').limit(part.limit);
  if (part.after !== null) query.where('id', '>', part.after);
  return (await query).map(toAuditEntry);
}

function chosen(db: Knex, { since, ...exact }: AuditFilter) {
  const query = db<AuditRow>('hotdesk_audit');
  for (const [column, value] of Object.entries(exact)) if (value !== undefined) query.where(column, value);
  if (since !== undefined) query.where('at', '>=', since);
  return query;
}

function toAuditEntry(row: AuditRow): NumberedAuditEntry {
  return { ...row, details: JSON.parse(row.details) };
}
