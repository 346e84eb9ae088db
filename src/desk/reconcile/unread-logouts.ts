import type { DeskDeps } from '../deps';
import type { Session } from '../model';
import { applyTimeoutMs, currentMethod } from '../outbox/apply-methods';
import { LOGOUT_UNREAD_MS } from '../sessions/contacts';

const MAX_WAIT_MS = 3_600_000;

/** How often, and when last, a phone was notified again that its session ended. */
interface Reminder {
  readonly times: number;
  readonly at: number;
}

/** Runs the work for one session and handles its failure. */
type ForEach = (session: Session, work: () => Promise<void>) => Promise<void>;

/**
 * Finds phones that have not read their config since their session ended, and therefore still show it. Notifies them again:
 * first by the same apply method, then by one that reboots them. The wait doubles each time.
 */
export function createLogoutReminder(deps: DeskDeps): (each: ForEach) => Promise<void> {
  const reminders = new Map<string, Reminder>();
  return async (each) => {
    const unread = await deps.store.unreadLogouts(deps.clock() - LOGOUT_UNREAD_MS);
    const ids = new Set(unread.map(({ id }) => id));
    for (const id of reminders.keys()) if (!ids.has(id)) reminders.delete(id);
    for (const session of unread) await each(session, () => remindPhone(deps, session, reminders));
  };
}

async function remindPhone(
  deps: DeskDeps,
  session: Session,
  reminders: Map<string, Reminder>,
): Promise<void> {
  const phone = await deps.store.phone(session.mac);
  const method = phone && currentMethod(deps.brands.applyMethods(phone), session);
  if (!method) return;
  const now = deps.clock();
  const { times, at } = reminders.get(session.id) ?? { times: 0, at: session.endedAt ?? now };
  if (Math.abs(now - at) < Math.min(MAX_WAIT_MS, applyTimeoutMs(method) * 2 ** times)) return;
  if (!(await notifyAgain(deps, session, times, now))) return;
  deps.publish({ type: 'session-repaired', session, repair: 'notified-again' });
  reminders.set(session.id, { times: times + 1, at: now });
  deps.wakeOutbox();
}

async function notifyAgain(deps: DeskDeps, session: Session, times: number, now: number): Promise<boolean> {
  const { id, mac, extension, phoneAddress: address } = session;
  return deps.store.transaction(async (tx) => {
    // A new session has begun there, or the first notification is still waiting.
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
