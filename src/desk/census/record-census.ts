import type { AuditEntry } from '../ports/audit';
import type { Census, StoredCensus } from '../ports/census';
import type { Clock } from '../ports/clock';
import type { DeskStore } from '../ports/store';
import { areSameRows, countLosses, type IncompletePbx, type Loss, wholeRows } from './losses';

/** The names of missing rows that the audit lists of each part. */
const MAX_LISTED = 50;

/** Stores a whole census as the one that later ones are compared with, or since when the PBX is incomplete. */
export async function recordCensus(
  { store, clock }: { readonly store: Pick<DeskStore, 'transaction'>; readonly clock: Clock },
  stored: StoredCensus | null,
  current: Census,
  incomplete: IncompletePbx | null,
): Promise<void> {
  const wasIncomplete = stored !== null && stored.incompleteSince !== null;
  const by = { at: clock(), actor: 'system', address: null };
  if (stored && incomplete) {
    if (wasIncomplete) return;
    await store.transaction(async (tx) => {
      await tx.setCensus({ rows: stored.rows, incompleteSince: incomplete.since });
      await tx.addAudit({ ...by, ...auditLosses('pbx-incomplete', incomplete.losses) });
    });
    return;
  }
  const rows = wholeRows(current, stored?.rows ?? null);
  // A PBX without any extension says nothing of what will be missing.
  if (!wasIncomplete && (stored ? areSameRows(stored.rows, rows) : rows.users.size === 0)) return;
  await store.transaction(async (tx) => {
    await tx.setCensus({ rows, incompleteSince: null });
    if (wasIncomplete) await tx.addAudit({ ...by, ...auditLosses('pbx-complete', []) });
  });
}

/** The audit entry about missing rows, without who and when. */
export function auditLosses(
  action: 'pbx-incomplete' | 'pbx-complete' | 'pbx-losses-confirmed',
  losses: readonly Loss[],
): Pick<AuditEntry, 'action' | 'mac' | 'extension' | 'details'> {
  const names = Object.fromEntries(losses.map(({ part, missing }) => [part, missing.slice(0, MAX_LISTED)]));
  const details = losses.length > 0 ? { missing: { ...countLosses(losses) }, names } : {};
  return { action, mac: null, extension: null, details };
}
