import { patienceMs, wayNow } from './apply-ways';
import type { Session } from './model';
import type { DeskParts } from './parts';

/** Who was not reached in a day is off, or is no more. A phone that is switched on fetches its config anyway. */
const FOR_MS = 24 * 3_600_000;
const LONGEST_WAIT_MS = 3_600_000;

/** How often a phone was told again that its session ended, and when last. */
interface Reminded {
  readonly times: number;
  readonly at: number;
}

/** Does something for one session; what goes wrong there must not keep others from their turn. */
type ForEach = (session: Session, work: () => Promise<void>) => Promise<void>;

/**
 * Finds phones that have not read their config since their session ended, so that they still show it, and has them told
 * again: once as before, then in the way that their firmware cannot ignore, each time after twice as long.
 */
export function createReminder(parts: DeskParts): (each: ForEach) => Promise<void> {
  const reminded = new Map<string, Reminded>();
  return async (each) => {
    const unread = await parts.store.unreadLogouts(parts.clock() - FOR_MS);
    const ids = new Set(unread.map(({ id }) => id));
    for (const id of reminded.keys()) if (!ids.has(id)) reminded.delete(id);
    for (const session of unread) await each(session, () => remind(parts, session, reminded));
  };
}

async function remind(parts: DeskParts, session: Session, reminded: Map<string, Reminded>): Promise<void> {
  const phone = await parts.store.phone(session.mac);
  const way = phone && wayNow(parts.brands.applyWays(phone), session);
  if (!way) return;
  const now = parts.clock();
  const { times, at } = reminded.get(session.id) ?? { times: 0, at: session.endedAt ?? now };
  if (Math.abs(now - at) < Math.min(LONGEST_WAIT_MS, patienceMs(way) * 2 ** times)) return;
  if (!(await tellAgain(parts, session, times, now))) return;
  parts.announce({ type: 'session-repaired', session, what: 'told-again' });
  reminded.set(session.id, { times: times + 1, at: now });
  parts.effectsAwait();
}

async function tellAgain(parts: DeskParts, session: Session, times: number, now: number): Promise<boolean> {
  const { id, mac, extension, phoneAddress: address } = session;
  return parts.store.transaction(async (tx) => {
    // Somebody logged in there meanwhile, or it has not been told the first time yet.
    if ((await tx.activeSessionAt(mac)) || (await tx.hasPendingEffectsAt(mac))) return false;
    const kind = times === 0 ? 'tell-phone' : 'restart-phone';
    await tx.addEffect(mac, { kind, sessionId: id }, now);
    const details = { session: id, why: 'logout-not-read' };
    await tx.addAudit({ at: now, actor: 'system', action: 'told-again', mac, extension, address, details });
    return true;
  });
}
