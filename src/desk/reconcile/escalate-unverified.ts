import type { DeskDeps } from '../deps';
import type { DeskEvent, SessionEvent } from '../events';
import type { Session } from '../model';
import { applyTimeoutMs, currentMethod, hasNextMethod } from '../outbox/apply-methods';
import { enqueueWebhook } from '../outbox/enqueue-webhook';
import type { AuditEntry } from '../ports/audit';
import type { ApplyMethod } from '../ports/brands';
import type { DeskTransaction } from '../ports/store';
import { verifySession } from '../sessions/verify';

/**
 * Looks at a session that is not verified. A phone that takes longer than its brand may is told in the next way that its
 * firmware has; when there is none left, an admin hears of it. The phone may still come.
 */
export async function escalateUnverified(deps: DeskDeps, session: Session): Promise<void> {
  if (session.state === 'verified' || session.unverifiedAt !== null) return;
  const phone = await deps.store.phone(session.mac);
  if (!phone) return;
  const methods = deps.brands.applyMethods(phone);
  if (!isOverdue(session, methods, deps.clock())) return;
  // Its contact may have come unseen.
  await verifySession(deps, session);
  const outcome = await deps.store.transaction((tx) => escalateOrGiveUp(deps, tx, session.id, methods));
  if (!outcome) return;
  deps.publish(outcome);
  deps.wakeOutbox();
}

function isOverdue(session: Session, methods: readonly ApplyMethod[], now: number): boolean {
  const since = Math.max(session.requestedAt, session.notifiedAt ?? 0, session.provisionedAt ?? 0);
  // A clock that was set back is no reason to wait for as long again.
  return Math.abs(now - since) > applyTimeoutMs(currentMethod(methods, session));
}

async function escalateOrGiveUp(
  deps: DeskDeps,
  tx: DeskTransaction,
  id: string,
  methods: readonly ApplyMethod[],
): Promise<DeskEvent | null> {
  const now = deps.clock();
  const session = await tx.session(id);
  const isOpen = session?.state === 'requested' || session?.state === 'provisioned';
  if (!session || !isOpen || session.unverifiedAt !== null || !isOverdue(session, methods, now)) return null;
  // What is still to be done (Asterisk is away, or a call goes on) has not failed yet.
  if (await tx.hasPendingJobsAt(session.mac)) return null;
  const reason = session.state === 'requested' ? 'not-fetched' : 'not-registered';
  if (hasNextMethod(methods, session)) {
    await tx.updateSession(id, { escalationLevel: session.escalationLevel + 1 });
    await tx.addJob(session.mac, { kind: 'notify-phone', sessionId: id }, now);
    await tx.addAudit(entryOf(session, now, 'notified-again', reason));
    return { type: 'session-repaired', session, what: 'notified-again' };
  }
  await tx.updateSession(id, { unverifiedAt: now });
  await tx.addAudit(entryOf(session, now, 'unverified', reason));
  const gaveUp: SessionEvent = {
    type: 'session-unverified',
    session: { ...session, unverifiedAt: now },
    reason,
  };
  await enqueueWebhook(deps, tx, gaveUp);
  return gaveUp;
}

function entryOf(
  { id, mac, extension, phoneAddress }: Session,
  at: number,
  action: string,
  reason: string,
): AuditEntry {
  return {
    at,
    actor: 'system',
    action,
    mac,
    extension,
    address: phoneAddress,
    details: { session: id, reason },
  };
}
