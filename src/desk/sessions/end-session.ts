import type { DeskDeps } from '../deps';
import type { EndReason, Session } from '../model';
import { enqueueWebhook } from '../outbox/enqueue-webhook';
import type { DeskTransaction } from '../ports/store';

/** Who acts, for the audit. */
export interface Actor {
  /** `extension <number>`, `phone <mac>` for a request that has proven nothing, `key <name>` or `system`. */
  readonly actor: string;
  /** The source address of the request. */
  readonly address: string | null;
}

/** The actor for what a user does at a phone. */
export function extensionActor(extension: string): string {
  return `extension ${extension}`;
}

/**
 * Ends a session within a transaction. Enqueues the notification of the phone while it still has its contact, then the end
 * of its registration. From the commit on, the phone's config is the default login.
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
