import type { Rate } from '../lib/rate-limiter';
import type { DeskDeps } from './deps';
import type { Session } from './model';
import type { AuditEntry } from './ports/audit';
import type { DeskTransaction } from './ports/store';

/** Entries that the registrations of one extension's phones can cause: 60 at once, then 30 an hour. */
export const RATE_OF_REGISTRATIONS: Rate = { burst: 60, recoveryMs: 120_000 };

/**
 * Adds an entry that a phone causes each time it registers or goes, within a budget of its extension: its user could do that
 * without end. What is beyond is counted in the next one.
 */
export async function addRegistrationAudit(
  { registrationEntries }: Pick<DeskDeps, 'registrationEntries'>,
  tx: Pick<DeskTransaction, 'addAudit'>,
  { extension }: Pick<Session, 'extension'>,
  entry: Omit<AuditEntry, 'extension'>,
): Promise<void> {
  const admitted = registrationEntries.admit(extension);
  if (!admitted) return;
  const { unlisted } = admitted;
  const details = unlisted > 0 ? { ...entry.details, unlisted } : entry.details;
  await tx.addAudit({ ...entry, extension, details });
}
