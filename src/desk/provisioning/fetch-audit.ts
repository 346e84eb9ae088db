import { BoundedMap } from '../../lib/bounded-map';
import type { DeskDeps } from '../deps';
import type { Session } from '../model';

/** The same phone that fetches the same account again within this time says nothing new. */
const AGAIN_AFTER_MS = 3_600_000;
const MOST_REMEMBERED = 50_000;

/** Writes down who got an account: each session and address once an hour, and every time that it is another. */
export function createFetchAudit(deps: Pick<DeskDeps, 'store' | 'clock'>) {
  const written = new BoundedMap<string, number>(MOST_REMEMBERED);
  return async (session: Session, address: string, byToken: boolean): Promise<void> => {
    const now = deps.clock();
    const key = `${session.id}|${address}|${byToken}`;
    if (now - (written.get(key) ?? 0) < AGAIN_AFTER_MS) return;
    written.set(key, now);
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
