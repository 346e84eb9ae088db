import type { Knex } from 'knex';
import type { AuditFilter, NumberedAuditEntry, Page } from '../admin/ports/lists';
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

/** Writes an entry. Nothing changes one, and only the retention removes it. */
export async function appendAudit(trx: Knex.Transaction, entry: AuditEntry): Promise<void> {
  await trx('hotdesk_audit').insert({ ...entry, details: JSON.stringify(entry.details) });
}

/** A part of the audit, the newest first. */
export async function newestAudit(
  db: Knex,
  filter: AuditFilter,
  part: Page<number>,
): Promise<NumberedAuditEntry[]> {
  const query = chosen(db, filter).orderBy('id', 'desc').limit(part.limit);
  if (part.after !== null) query.where('id', '<', part.after);
  return (await query).map(toAuditEntry);
}

/** A part of the audit, the oldest first. */
export async function oldestAudit(
  db: Knex,
  filter: AuditFilter,
  part: Page<number>,
): Promise<NumberedAuditEntry[]> {
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
