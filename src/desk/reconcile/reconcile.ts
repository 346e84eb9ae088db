import type { DeskDeps } from '../deps';
import type { SessionEvent } from '../events';
import type { Session } from '../model';
import { enqueueWebhook } from '../outbox/enqueue-webhook';
import type { Contact } from '../ports/asterisk';
import type { Log } from '../ports/log';
import { isContactOf } from '../sessions/contacts';
import { endAndNotify } from '../sessions/end-session';
import { verifySession } from '../sessions/verify';
import { notifyOfDrift } from './config-drift';
import { evictStaleRegistration, staleContacts } from './contact-watcher';
import { repairDeviceLink } from './device-links';
import { escalateUnverified } from './escalate-unverified';
import { createReminder } from './unread-logouts';

const EVERY_MS = 20_000;
/** What is missing for so long is gone: FreePBX deletes and makes an extension anew when somebody edits it. */
const GONE_AFTER_MS = 15_000;
const LOST_AFTER_MS = 30_000;

/** Since when something is missing, by session. */
type Missing = Map<string, number>;

export interface Reconciler {
  /** Compares everything now; what is under way already counts. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Compares sessions with what FreePBX, Asterisk and the phones' last fetches say, at once and then three times a minute,
 * and repairs what differs. `mayAct` says whether this instance is the one that does it.
 */
export function startReconciling(
  deps: DeskDeps,
  log: Log,
  mayAct: () => boolean,
  onReconciled: (milliseconds: number) => void = () => undefined,
): Reconciler {
  const gone: Missing = new Map();
  const lost: Missing = new Map();
  const remind = createReminder(deps);
  let running: Promise<void> | null = null;

  const round = async (): Promise<void> => {
    if (!mayAct()) return;
    const since = performance.now();
    const contacts = await allContacts(deps, log);
    const sessions = await deps.store.activeSessions();
    dropOthers(gone, sessions);
    dropOthers(lost, sessions);
    for (const session of sessions) {
      await orLog(log, session, async () => {
        if (await endIfGone(deps, session, gone)) return;
        if (contacts) await lookForContact(deps, session, contacts, lost);
        await escalateUnverified(deps, (await deps.store.session(session.id)) ?? session);
        await notifyOfDrift(deps, (await deps.store.session(session.id)) ?? session);
      });
    }
    // Last, each for itself: an answer that does not come must not keep a phone from being told.
    for (const session of contacts ? sessions : [])
      if (session.state === 'verified') await orLog(log, session, () => repairDeviceLink(deps, session));
    const running = new Map(sessions.map((session) => [session.endpoint, session]));
    for (const contact of await staleContacts(deps, contacts ?? [], running))
      await orLog(log, contact, () =>
        evictStaleRegistration(deps, { ...contact, present: true }, running.get(contact.endpoint) ?? null),
      );
    await remind((session, work) => orLog(log, session, work));
    onReconciled(performance.now() - since);
  };

  const run = (): Promise<void> => {
    running ??= round()
      .catch((error: unknown) =>
        log.warn({ error: String(error) }, 'sessions could not be compared, trying again'),
      )
      .finally(() => {
        running = null;
      });
    return running;
  };
  const timer = setInterval(() => void run(), EVERY_MS);
  timer.unref();
  void run();
  return {
    run,
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

/** Null while Asterisk cannot be asked: then nothing is said to be lost. */
async function allContacts({ asterisk }: DeskDeps, log: Log): Promise<readonly Contact[] | null> {
  try {
    return await asterisk.allContacts();
  } catch (error) {
    log.debug({ error: String(error) }, 'contacts cannot be compared without Asterisk');
    return null;
  }
}

/** What goes wrong with one must not keep the others from their turn. */
async function orLog(log: Log, about: { endpoint: string }, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.warn(
      { endpoint: about.endpoint, error: String(error) },
      'a session could not be compared, trying again',
    );
  }
}

/** An extension that FreePBX has no more, or no account of, has nobody to be logged in. */
async function endIfGone(deps: DeskDeps, session: Session, gone: Missing): Promise<boolean> {
  const { directory } = deps;
  const isThere =
    (await directory.extension(session.extension)) !== null &&
    (await directory.sipAccount(session.extension)) !== null;
  if (isThere || !missingFor(gone, session, deps.clock(), GONE_AFTER_MS)) {
    if (isThere) gone.delete(session.id);
    return false;
  }
  const ended = await deps.store.transaction(async (tx) => {
    const current = await tx.session(session.id);
    if (!current || current.state === 'ended') return null;
    return endAndNotify(deps, tx, current, 'extension-deleted', { actor: 'system', address: null }, 0);
  });
  if (!ended) return true;
  deps.publish({ type: 'session-ended', session: ended });
  deps.wakeOutbox();
  return true;
}

/** A verified session whose phone is registered no more is not verified; one whose contact came unseen is. */
async function lookForContact(
  deps: DeskDeps,
  session: Session,
  contacts: readonly Contact[],
  lost: Missing,
): Promise<void> {
  const own = contacts.filter(({ endpoint }) => endpoint === session.endpoint);
  if (session.state === 'verified' && own.some(({ uri }) => uri === session.contactUri)) {
    lost.delete(session.id);
    return;
  }
  const phone = await deps.store.phone(session.mac);
  const isThere =
    phone !== null &&
    own.some(
      (contact) => contact.uri === session.contactUri || isContactOf(deps.brands, session, phone, contact),
    );
  if (isThere) {
    lost.delete(session.id);
    await verifySession(deps, session);
    return;
  }
  if (session.state !== 'verified' || !missingFor(lost, session, deps.clock(), LOST_AFTER_MS)) return;
  const now = deps.clock();
  const changed = await deps.store.transaction(async (tx) => {
    const current = await tx.session(session.id);
    if (current?.state !== 'verified') return null;
    const change = { state: 'provisioned', contactUri: null, unverifiedAt: now } as const;
    await tx.updateSession(session.id, change);
    const { id, mac, extension, phoneAddress: address } = current;
    const details = { session: id, reason: 'registration-lost' };
    await tx.addAudit({ at: now, actor: 'system', action: 'unverified', mac, extension, address, details });
    const lost: SessionEvent = {
      type: 'session-unverified',
      session: { ...current, ...change },
      reason: 'registration-lost',
    };
    await enqueueWebhook(deps, tx, lost);
    return lost;
  });
  if (!changed) return;
  deps.publish(changed);
  deps.wakeOutbox();
}

function missingFor(missing: Missing, { id }: Session, now: number, milliseconds: number): boolean {
  const since = missing.get(id) ?? now;
  missing.set(id, since);
  return Math.abs(now - since) >= milliseconds;
}

function dropOthers(missing: Missing, sessions: readonly Session[]): void {
  const ids = new Set(sessions.map(({ id }) => id));
  for (const id of missing.keys()) if (!ids.has(id)) missing.delete(id);
}
