import type { DeskDeps } from '../deps';
import type { EndReason, Session } from '../model';
import { enqueueWebhook } from '../outbox/enqueue-webhook';
import type { DeskTransaction } from '../ports/store';

/** Who does something, for the audit. */
export interface Actor {
  /** `phone <mac>`, `key <name>` or `system`. */
  readonly actor: string;
  /** Where the request came from. */
  readonly address: string | null;
}

/**
 * Ends a session within a transaction, and orders what must follow: the phone is told while it still has its
 * contact, then its registration is ended. From the commit on its config is the default login.
 */
export async function endAndNotify(
  deps: Pick<DeskDeps, 'clock'>,
  tx: DeskTransaction,
  session: Session,
  reason: EndReason,
  by: Actor,
  notifyAfterMs: number,
): Promise<Session> {
  const now = deps.clock();
  await tx.endSession(session.id, reason, now);
  await tx.addJob(session.mac, { kind: 'notify-phone', sessionId: session.id }, now + notifyAfterMs);
  await tx.addJob(session.mac, { kind: 'end-registration', sessionId: session.id }, now + notifyAfterMs);
  await tx.addAudit({
    at: now,
    ...by,
    action: 'logout',
    mac: session.mac,
    extension: session.extension,
    details: { session: session.id, reason },
  });
  const ended: Session = { ...session, state: 'ended', endedAt: now, endReason: reason };
  await enqueueWebhook(deps, tx, { type: 'session-ended', session: ended });
  return ended;
}
