import { BoundedMap } from '../../lib/bounded-map';
import { errorText } from '../../lib/errors';
import { settledWithin } from '../../lib/settled-within';
import type { DeskDeps } from '../deps';
import type { Session } from '../model';
import type { AuditEntry } from '../ports/audit';

/** Repeated fetches of an account from the same address are audited once in this time. */
const REPEAT_AFTER_MS = 3_600_000;
const MAX_ENTRIES = 50_000;
/** How long the phone waits for a database that hangs with changes. */
const PHONE_WAITS_MS = 2_000;

/**
 * Audits account fetches: once an hour for each combination of session, address and proof. An entry that cannot be written
 * does not keep the phone from its config; the next fetch writes it.
 */
export function createFetchAudit(deps: Pick<DeskDeps, 'store' | 'clock' | 'log'>) {
  const auditedAt = new BoundedMap<string, number>(MAX_ENTRIES);
  return async (session: Session, address: string, byToken: boolean): Promise<void> => {
    const now = deps.clock();
    const key = `${session.id}|${address}|${byToken}`;
    if (now - (auditedAt.get(key) ?? 0) < REPEAT_AFTER_MS) return;
    auditedAt.set(key, now);
    const entry: AuditEntry = {
      at: now,
      actor: `phone ${session.mac}`,
      action: 'account-fetched',
      mac: session.mac,
      extension: session.extension,
      address,
      details: { session: session.id, proof: byToken ? 'token' : 'address' },
    };
    const written = deps.store
      .transaction((tx) => tx.addAudit(entry))
      .catch((error: unknown) => {
        auditedAt.set(key, 0);
        deps.log.warn(
          { event: 'config.fetch-not-audited', mac: session.mac, error: errorText(error) },
          'cannot write the audit entry of a fetch; the next fetch tries again',
        );
      });
    await settledWithin(written, PHONE_WAITS_MS);
  };
}
