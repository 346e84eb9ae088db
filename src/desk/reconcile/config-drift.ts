import type { DeskDeps } from '../deps';
import type { Session } from '../model';
import { currentMethod } from '../outbox/apply-methods';
import { configDecisionOf } from '../provisioning/resolve-config';

/** A phone that missed a change is notified again after this time, if that does not restart it. */
const NOTIFY_AGAIN_MS = 10 * 60_000;

/**
 * The config of a session may have changed: a new name or secret in FreePBX, an edited template, mapping or setting. Its
 * phone is notified only if the config that it would get now differs from the one that it got.
 */
export async function notifyConfigDrift(deps: DeskDeps, session: Session): Promise<void> {
  if (session.deliveredHash === null) return;
  const decision = await configDecisionOf(deps, session);
  if (!decision) return;
  const configHash = deps.configHashOf(decision);
  if (configHash === session.deliveredHash) return;
  const now = deps.clock();
  if (configHash === session.notifiedHash && !mayNotifyAgain(deps, session, decision.phone, now)) return;
  const notified = await deps.store.transaction(async (tx) => {
    const current = await tx.session(session.id);
    if (!current || current.state === 'ended' || current.deliveredHash !== session.deliveredHash) return null;
    if (await tx.hasPendingJobsAt(session.mac)) return null;
    const { id, mac, extension, phoneAddress: address } = current;
    // Back to the first apply method: a change is no reason to restart a phone that does not need it.
    await tx.updateSession(id, { notifiedHash: configHash, notifiedAt: now, escalationLevel: 0 });
    await tx.addJob(mac, { kind: 'notify-phone', sessionId: id }, now);
    await tx.addAudit({
      at: now,
      actor: 'system',
      action: 'config-changed',
      mac,
      extension,
      address,
      details: { session: id },
    });
    return current;
  });
  if (!notified) return;
  deps.publish({ type: 'session-repaired', session: notified, repair: 'config-changed' });
  deps.wakeOutbox();
}

function mayNotifyAgain(
  { brands }: DeskDeps,
  session: Session,
  phone: Parameters<DeskDeps['brands']['applyMethods']>[0],
  now: number,
): boolean {
  const method = currentMethod(brands.applyMethods(phone), { escalationLevel: 0 });
  return method !== null && !method.reboots && Math.abs(now - (session.notifiedAt ?? 0)) > NOTIFY_AGAIN_MS;
}
