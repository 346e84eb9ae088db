import { hasNextWay, patienceMs, wayNow } from './apply-ways';
import type { DeskEvent, SessionEvent } from './events';
import type { Session } from './model';
import { orderWebhook } from './order-webhook';
import type { DeskParts } from './parts';
import type { AuditEntry } from './ports/audit';
import type { ApplyWay } from './ports/brands';
import type { DeskTransaction } from './ports/store';
import { verifySession } from './verify';

/**
 * Looks at a session that is not verified. A phone that takes longer than its brand may is told in the next way that its
 * firmware has; when there is none left, an admin hears of it. The phone may still come.
 */
export async function losePatience(parts: DeskParts, session: Session): Promise<void> {
  if (session.state === 'verified' || session.unverifiedAt !== null) return;
  const phone = await parts.store.phone(session.mac);
  if (!phone) return;
  const ways = parts.brands.applyWays(phone);
  if (!isOverdue(session, ways, parts.clock())) return;
  // Its contact may have come unseen.
  await verifySession(parts, session);
  const outcome = await parts.store.transaction((tx) => tellOrGiveUp(parts, tx, session.id, ways));
  if (!outcome) return;
  parts.announce(outcome);
  parts.effectsAwait();
}

function isOverdue(session: Session, ways: readonly ApplyWay[], now: number): boolean {
  const since = Math.max(session.requestedAt, session.toldAt ?? 0, session.servedAt ?? 0);
  // A clock that was set back is no reason to wait for as long again.
  return Math.abs(now - since) > patienceMs(wayNow(ways, session));
}

async function tellOrGiveUp(
  parts: DeskParts,
  tx: DeskTransaction,
  id: string,
  ways: readonly ApplyWay[],
): Promise<DeskEvent | null> {
  const now = parts.clock();
  const session = await tx.session(id);
  const isOpen = session?.state === 'requested' || session?.state === 'served';
  if (!session || !isOpen || session.unverifiedAt !== null || !isOverdue(session, ways, now)) return null;
  // What is still to be done (Asterisk is away, or a call goes on) has not failed yet.
  if (await tx.hasPendingEffectsAt(session.mac)) return null;
  const why = session.state === 'requested' ? 'not-fetched' : 'not-registered';
  if (hasNextWay(ways, session)) {
    await tx.updateSession(id, { waysTried: session.waysTried + 1 });
    await tx.addEffect(session.mac, { kind: 'tell-phone', sessionId: id }, now);
    await tx.addAudit(entryOf(session, now, 'told-again', why));
    return { type: 'session-repaired', session, what: 'told-again' };
  }
  await tx.updateSession(id, { unverifiedAt: now });
  await tx.addAudit(entryOf(session, now, 'unverified', why));
  const gaveUp: SessionEvent = {
    type: 'session-unverified',
    session: { ...session, unverifiedAt: now },
    why,
  };
  await orderWebhook(parts, tx, gaveUp);
  return gaveUp;
}

function entryOf(
  { id, mac, extension, phoneAddress }: Session,
  at: number,
  action: string,
  why: string,
): AuditEntry {
  return {
    at,
    actor: 'system',
    action,
    mac,
    extension,
    address: phoneAddress,
    details: { session: id, why },
  };
}
