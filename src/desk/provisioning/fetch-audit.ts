import { BoundedMap } from '../../lib/bounded-map';
import type { DeskDeps } from '../deps';
import type { Session } from '../model';

/** Repeated fetches of an account from the same address are audited once in this time. */
const REPEAT_AFTER_MS = 3_600_000;
const MAX_ENTRIES = 50_000;

/** Audits account fetches: once an hour for each combination of session, address and proof. */
export function createFetchAudit(deps: Pick<DeskDeps, 'store' | 'clock'>) {
  const auditedAt = new BoundedMap<string, number>(MAX_ENTRIES);
  return async (session: Session, address: string, byToken: boolean): Promise<void> => {
    const now = deps.clock();
    const key = `${session.id}|${address}|${byToken}`;
    if (now - (auditedAt.get(key) ?? 0) < REPEAT_AFTER_MS) return;
    auditedAt.set(key, now);
    await deps.store.transaction((tx) =>
      tx.addAudit({
        at: now,
        actor: `phone ${session.mac}`,
        action: 'account-fetched',
        mac: session.mac,
        extension: session.extension,
        address,
        details: { session: session.id, proof: byToken ? 'token' : 'address' },
      }),
    );
  };
}
