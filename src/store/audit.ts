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

/** Adds an entry. Nothing updates it, and only the retention removes it. */
export async function appendAudit(trx: Knex.Transaction, entry: AuditEntry): Promise<void> {
  await trx('hotdesk_audit').insert({ ...entry, details: JSON.stringify(entry.details) });
}

/** About as much as a page of the database holds. */
const ENTRY = 'x'.repeat(8_000);

/** Writes an entry into the audit and takes it back: a full disk still accepts changes of rows, but no login, which adds some. */
export async function tryAudit(db: Knex): Promise<void> {
  const nowhere = { mac: null, extension: null, address: null };
  const trx = await db.transaction();
  try {
    await trx('hotdesk_audit').insert({
      at: 0,
      actor: 'system',
      action: 'write-check',
      details: ENTRY,
      ...nowhere,
    });
  } finally {
    await trx.rollback();
  }
}

/** A page of the audit, newest first. */
export async function newestAudit(
  db: Knex,
  filter: AuditFilter,
  page: Page<number>,
): Promise<NumberedAuditEntry[]> {
  const query = matchingEntries(db, filter).orderBy('id', 'desc').limit(page.limit);
  if (page.after !== null) query.where('id', '<', page.after);
  return (await query).map(toAuditEntry);
}

/** A page of the audit, oldest first. */
export async function oldestAudit(
  db: Knex,
  filter: AuditFilter,
  page: Page<number>,
): Promise<NumberedAuditEntry[]> {
  const query = matchingEntries(db, filter).orderBy('id').limit(page.limit);
  if (page.after !== null) query.where('id', '>', page.after);
  return (await query).map(toAuditEntry);
}

function matchingEntries(db: Knex, { since, ...exact }: AuditFilter) {
  const query = db<AuditRow>('hotdesk_audit');
  for (const [column, value] of Object.entries(exact)) if (value !== undefined) query.where(column, value);
  if (since !== undefined) query.where('at', '>=', since);
  return query;
}

function toAuditEntry(row: AuditRow): NumberedAuditEntry {
  return { ...row, details: JSON.parse(row.details) };
}
