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
 * Escalates a session that is not verified in time: the phone is notified by its brand's next apply method. When none is
 * left, the session is reported as unverified. It can still be verified later.
 */
export async function escalateUnverified(deps: DeskDeps, session: Session): Promise<void> {
  if (session.state === 'verified' || session.unverifiedAt !== null) return;
  const phone = await deps.store.phone(session.mac);
  if (!phone) return;
  const methods = deps.brands.applyMethods(phone);
  if (!isOverdue(session, methods, deps.clock())) return;
  // Its contact event may have been missed.
  await verifySession(deps, session);
  const outcome = await deps.store.transaction((tx) => escalateOrGiveUp(deps, tx, session.id, methods));
  if (!outcome) return;
  deps.publish(outcome);
  deps.wakeOutbox();
}

function isOverdue(session: Session, methods: readonly ApplyMethod[], now: number): boolean {
  const since = Math.max(session.requestedAt, session.notifiedAt ?? 0, session.provisionedAt ?? 0);
  // abs: a clock that was set back must not prolong the wait.
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
  const isUnverified = session?.state === 'requested' || session?.state === 'provisioned';
  if (!session || !isUnverified || session.unverifiedAt !== null || !isOverdue(session, methods, now))
    return null;
  // Waiting jobs (Asterisk unreachable, or a call in progress) have not failed yet.
  if (await tx.hasPendingJobsAt(session.mac)) return null;
  const reason = session.state === 'requested' ? 'not-fetched' : 'not-registered';
  if (hasNextMethod(methods, session)) {
    await tx.updateSession(id, { escalationLevel: session.escalationLevel + 1 });
    await tx.addJob(session.mac, { kind: 'notify-phone', sessionId: id }, now);
    await tx.addAudit(auditEntry(session, now, 'notified-again', reason));
    return { type: 'session-repaired', session, repair: 'notified-again' };
  }
  await tx.updateSession(id, { unverifiedAt: now });
  await tx.addAudit(auditEntry(session, now, 'unverified', reason));
  const event: SessionEvent = {
    type: 'session-unverified',
    session: { ...session, unverifiedAt: now },
    reason,
  };
  await enqueueWebhook(deps, tx, event);
  return event;
}

function auditEntry(
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
