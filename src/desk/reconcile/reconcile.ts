import { errorText } from '../../lib/errors';
import type { DeskDeps } from '../deps';
import type { SessionEvent } from '../events';
import { addRegistrationAudit } from '../limited-audit';
import type { Session } from '../model';
import { enqueueWebhook } from '../outbox/enqueue-webhook';
import type { Contact } from '../ports/asterisk';
import type { Log } from '../ports/log';
import { isContactOf } from '../sessions/contacts';
import { endAndNotify } from '../sessions/end-session';
import { verifySession } from '../sessions/verify';
import { notifyConfigDrift } from './config-drift';
import { evictStaleRegistration, findStaleContacts } from './contact-watcher';
import { repairDeviceLink } from './device-links';
import { escalateUnverified } from './escalate-unverified';
import { createAccountFollower, EDITED_MS } from './follow-account';
import { createLogoutReminder } from './unread-logouts';

const INTERVAL_MS = 20_000;
const LOST_AFTER_MS = 30_000;

/** Since when something is missing, by session id. */
type MissingSince = Map<string, number>;

export interface Reconciler {
  /** Runs a round now, or joins the running one. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Compares sessions with FreePBX, Asterisk and the phones' last fetches, now and every 20 seconds, and repairs
 * differences. While FreePBX is incomplete, it only compares contacts. Does nothing while `mayAct` returns false.
 */
export function startReconciling(
  deps: DeskDeps,
  log: Log,
  mayAct: () => boolean,
  onReconciled: (milliseconds: number) => void = () => undefined,
): Reconciler {
  const gone: MissingSince = new Map();
  const lost: MissingSince = new Map();
  const accounts = createAccountFollower(deps);
  const remindLogouts = createLogoutReminder(deps);
  let running: Promise<void> | null = null;

  const runRound = async (): Promise<void> => {
    if (!mayAct()) return;
    const since = performance.now();
    // While rows of FreePBX are missing, nothing follows from what is not there.
    const isComplete = (await deps.census.takeNow()) === null;
    if (!isComplete) gone.clear();
    const contacts = await allContacts(deps, log);
    const sessions = await deps.store.activeSessions();
    dropEndedSessions(gone, sessions);
    dropEndedSessions(lost, sessions);
    accounts.dropEnded(sessions);
    for (const session of sessions) {
      await catchAndLog(log, session, async () => {
        if (isComplete && (await endIfGone(deps, session, gone))) return;
        const followed = isComplete ? await accounts.follow(session, contacts !== null) : null;
        if (contacts) await compareContact(deps, followed ?? session, contacts, lost);
        if (!isComplete) return;
        await escalateUnverified(deps, (await deps.store.session(session.id)) ?? session);
        if (followed) await notifyConfigDrift(deps, (await deps.store.session(session.id)) ?? session);
      });
    }
    // After all notifications, because AstDB may be slow to answer.
    for (const session of contacts && isComplete ? sessions : [])
      if (session.state === 'verified')
        await catchAndLog(log, session, () => repairDeviceLink(deps, session));
    const byEndpoint = new Map(sessions.map((session) => [session.endpoint, session]));
    for (const contact of await findStaleContacts(deps, contacts ?? [], byEndpoint))
      await catchAndLog(log, contact, () =>
        evictStaleRegistration(deps, { ...contact, present: true }, byEndpoint.get(contact.endpoint) ?? null),
      );
    await remindLogouts((session, work) => catchAndLog(log, session, work));
    onReconciled(performance.now() - since);
  };

  const run = (): Promise<void> => {
    running ??= runRound()
      .catch((error: unknown) =>
        log.warn(
          { event: 'reconcile.failed', error: errorText(error) },
          'cannot reconcile sessions; retrying',
        ),
      )
      .finally(() => {
        running = null;
      });
    return running;
  };
  const timer = setInterval(() => void run(), INTERVAL_MS);
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

/** Null while Asterisk is unreachable; then no registration counts as lost. */
async function allContacts({ asterisk }: DeskDeps, log: Log): Promise<readonly Contact[] | null> {
  try {
    return await asterisk.allContacts();
  } catch (error) {
    log.debug(
      { event: 'reconcile.contacts-unavailable', error: errorText(error) },
      'cannot read the contacts from Asterisk',
    );
    return null;
  }
}

/** Logs a failure, so that it does not stop the round for other sessions. */
async function catchAndLog(
  log: Log,
  subject: { endpoint: string },
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.warn(
      { event: 'reconcile.session-failed', endpoint: subject.endpoint, error: errorText(error) },
      'cannot reconcile a session; retrying in the next round',
    );
  }
}

/** Ends the session of an extension that was deleted in FreePBX or has no SIP account any more. */
async function endIfGone(deps: DeskDeps, session: Session, gone: MissingSince): Promise<boolean> {
  const { directory } = deps;
  const isPresent =
    (await directory.extension(session.extension)) !== null &&
    (await directory.sipAccount(session.extension)) !== null;
  if (isPresent || !isMissingFor(gone, session, deps.clock(), EDITED_MS)) {
    if (isPresent) gone.delete(session.id);
    return false;
  }
  // A restore may have begun since the round did.
  if (await deps.census.takeNow()) return false;
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

/** Verifies a session whose contact event was missed. Marks one as unverified whose phone has lost its registration. */
async function compareContact(
  deps: DeskDeps,
  session: Session,
  contacts: readonly Contact[],
  lost: MissingSince,
): Promise<void> {
  const sessionContacts = contacts.filter(({ endpoint }) => endpoint === session.endpoint);
  if (session.state === 'verified' && sessionContacts.some(({ uri }) => uri === session.contactUri)) {
    lost.delete(session.id);
    return;
  }
  const phone = await deps.store.phone(session.mac);
  const isPresent =
    phone !== null &&
    sessionContacts.some(
      (contact) => contact.uri === session.contactUri || isContactOf(deps.brands, session, phone, contact),
    );
  if (isPresent) {
    lost.delete(session.id);
    await verifySession(deps, session);
    return;
  }
  if (session.state !== 'verified' || !isMissingFor(lost, session, deps.clock(), LOST_AFTER_MS)) return;
  const now = deps.clock();
  const changed = await deps.store.transaction(async (tx) => {
    const current = await tx.session(session.id);
    if (current?.state !== 'verified') return null;
    const change = { state: 'provisioned', contactUri: null, contactLostAt: now, unverifiedAt: now } as const;
    await tx.updateSession(session.id, change);
    const { id, mac, phoneAddress: address } = current;
    const details = { session: id, reason: 'registration-lost' };
    const entry = { at: now, actor: 'system', action: 'unverified', mac, address, details };
    await addRegistrationAudit(deps, tx, current, entry);
    const event: SessionEvent = {
      type: 'session-unverified',
      session: { ...current, ...change },
      reason: 'registration-lost',
    };
    await enqueueWebhook(deps, tx, event);
    return event;
  });
  if (!changed) return;
  deps.publish(changed);
  deps.wakeOutbox();
}

function isMissingFor(missing: MissingSince, { id }: Session, now: number, milliseconds: number): boolean {
  const since = missing.get(id) ?? now;
  missing.set(id, since);
  return Math.abs(now - since) >= milliseconds;
}

function dropEndedSessions(missing: MissingSince, sessions: readonly Session[]): void {
  const ids = new Set(sessions.map(({ id }) => id));
  for (const id of missing.keys()) if (!ids.has(id)) missing.delete(id);
}
