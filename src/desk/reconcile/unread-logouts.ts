import type { DeskDeps } from '../deps';
import type { Session } from '../model';
import { applyTimeoutMs, currentMethod } from '../outbox/apply-methods';

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
export function createReminder(deps: DeskDeps): (each: ForEach) => Promise<void> {
  const reminded = new Map<string, Reminded>();
  return async (each) => {
    const unread = await deps.store.unreadLogouts(deps.clock() - FOR_MS);
    const ids = new Set(unread.map(({ id }) => id));
    for (const id of reminded.keys()) if (!ids.has(id)) reminded.delete(id);
    for (const session of unread) await each(session, () => remind(deps, session, reminded));
  };
}

async function remind(deps: DeskDeps, session: Session, reminded: Map<string, Reminded>): Promise<void> {
  const phone = await deps.store.phone(session.mac);
  const method = phone && currentMethod(deps.brands.applyMethods(phone), session);
  if (!method) return;
  const now = deps.clock();
  const { times, at } = reminded.get(session.id) ?? { times: 0, at: session.endedAt ?? now };
  if (Math.abs(now - at) < Math.min(LONGEST_WAIT_MS, applyTimeoutMs(method) * 2 ** times)) return;
  if (!(await notifyAgain(deps, session, times, now))) return;
  deps.publish({ type: 'session-repaired', session, what: 'notified-again' });
  reminded.set(session.id, { times: times + 1, at: now });
  deps.wakeOutbox();
}

async function notifyAgain(deps: DeskDeps, session: Session, times: number, now: number): Promise<boolean> {
  const { id, mac, extension, phoneAddress: address } = session;
  return deps.store.transaction(async (tx) => {
    // Somebody logged in there meanwhile, or it has not been told the first time yet.
    if ((await tx.activeSessionAt(mac)) || (await tx.hasPendingJobsAt(mac))) return false;
    const kind = times === 0 ? 'notify-phone' : 'restart-phone';
    await tx.addJob(mac, { kind, sessionId: id }, now);
    const details = { session: id, reason: 'logout-not-read' };
    await tx.addAudit({
      at: now,
      actor: 'system',
      action: 'notified-again',
      mac,
      extension,
      address,
      details,
    });
    return true;
  });
}
