import { BoundedMap } from '../../lib/bounded-map';
import { errorText } from '../../lib/errors';
import { sourceOf } from '../../lib/ip';
import { settledWithin } from '../../lib/settled-within';
import type { DeskDeps } from '../deps';
import { type AdmittedEntry, createEntryBudget, MAX_EXTENSIONS, RATE_PER_EXTENSION } from '../entry-budget';
import type { Session } from '../model';
import type { AuditEntry } from '../ports/audit';

/** Repeated fetches of an account from the same source are audited once in this time. */
const REPEAT_AFTER_MS = 3_600_000;
const MAX_ENTRIES = 50_000;
/** How long the phone waits for a database that hangs with changes. */
const PHONE_WAITS_MS = 2_000;

/**
 * Audits account fetches: the first of each session, then once an hour for each source and proof, within a budget of the
 * extension: its user can fetch from ever new addresses. An entry that cannot be written does not keep the phone from its
 * config; the next fetch writes it.
 */
export function createFetchAudit(deps: Pick<DeskDeps, 'store' | 'clock' | 'log'>) {
  const auditedAt = new BoundedMap<string, number>(MAX_ENTRIES);
  const sessions = new BoundedMap<string, true>(MAX_EXTENSIONS);
  const budget = createEntryBudget(deps.clock, RATE_PER_EXTENSION, MAX_EXTENSIONS);

  /** The logins of an extension are limited, so the first fetch of each session is always written. */
  const admit = ({ id, extension }: Session): AdmittedEntry | null => {
    if (sessions.get(id)) return budget.admit(extension);
    sessions.set(id, true);
    return { unlisted: 0, undo: () => sessions.delete(id) };
  };

  return async (session: Session, address: string, byToken: boolean): Promise<void> => {
    const now = deps.clock();
    const key = `${session.id}|${sourceOf(address)}|${byToken}`;
    if (now - (auditedAt.get(key) ?? 0) < REPEAT_AFTER_MS) return;
    const admitted = admit(session);
    if (!admitted) return;
    auditedAt.set(key, now);
    const written = deps.store
      .transaction((tx) => tx.addAudit(fetchEntry(session, address, byToken, now, admitted)))
      .catch((error: unknown) => {
        auditedAt.delete(key);
        admitted.undo();
        deps.log.warn(
          { event: 'config.fetch-not-audited', mac: session.mac, error: errorText(error) },
          'cannot write the audit entry of a fetch; the next fetch tries again',
        );
      });
    await settledWithin(written, PHONE_WAITS_MS);
  };
}

function fetchEntry(
  { id, mac, extension }: Session,
  address: string,
  byToken: boolean,
  at: number,
  { unlisted }: AdmittedEntry,
): AuditEntry {
  const details = {
    session: id,
    proof: byToken ? 'token' : 'address',
    ...(unlisted > 0 ? { unlisted } : {}),
  };
  return { at, actor: `phone ${mac}`, action: 'account-fetched', mac, extension, address, details };
}
