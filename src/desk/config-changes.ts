import { wayNow } from './apply-ways';
import type { Session } from './model';
import type { DeskParts } from './parts';
import { servingOf } from './serve';

/** A phone that did not take a change is told of it again after this time, if that does not restart it. */
const TELL_AGAIN_MS = 10 * 60_000;

/**
 * The config of a session may have changed underneath: another name or secret in FreePBX, an edited template, mapping or
 * setting. Its phone is told when, and only when, the bytes that it would get are others than those that it got.
 */
export async function tellOfChanges(parts: DeskParts, session: Session): Promise<void> {
  if (session.servedPrint === null) return;
  const serving = await servingOf(parts, session);
  if (!serving) return;
  const print = parts.printOf(serving);
  if (print === session.servedPrint) return;
  const now = parts.clock();
  if (print === session.toldPrint && !mayTellAgain(parts, session, serving.phone, now)) return;
  const told = await parts.store.transaction(async (tx) => {
    const current = await tx.session(session.id);
    if (!current || current.state === 'ended' || current.servedPrint !== session.servedPrint) return null;
    if (await tx.hasPendingEffectsAt(session.mac)) return null;
    const { id, mac, extension, phoneAddress: address } = current;
    // The best way again: a change is no reason to restart a phone that can do without.
    await tx.updateSession(id, { toldPrint: print, toldAt: now, waysTried: 0 });
    await tx.addEffect(mac, { kind: 'tell-phone', sessionId: id }, now);
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
  if (!told) return;
  parts.announce({ type: 'session-repaired', session: told, what: 'config-changed' });
  parts.effectsAwait();
}

function mayTellAgain(
  { brands }: DeskParts,
  session: Session,
  phone: Parameters<DeskParts['brands']['applyWays']>[0],
  now: number,
): boolean {
  const way = wayNow(brands.applyWays(phone), { waysTried: 0 });
  return way !== null && !way.reboots && Math.abs(now - (session.toldAt ?? 0)) > TELL_AGAIN_MS;
}
