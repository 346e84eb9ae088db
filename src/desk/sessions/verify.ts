import { errorText } from '../../lib/errors';
import type { DeskDeps } from '../deps';
import { addRegistrationAudit } from '../limited-audit';
import type { Session } from '../model';
import { enqueueWebhook } from '../outbox/enqueue-webhook';
import type { Contact } from '../ports/asterisk';
import type { DeskTransaction, SessionChange } from '../ports/store';
import { isContactOf } from './contacts';

/** Pauses before a fetch that could not be recorded is recorded again, in milliseconds. */
const RETRY_AFTER_MS = [1_000, 2_000, 4_000];

/**
 * Records that the phone of a session has fetched its config. From now on its registration counts. Tries again, because the
 * phone does not fetch again by itself: it has its config.
 */
export async function markProvisioned(deps: DeskDeps, session: Session, configHash: string): Promise<void> {
  if (session.state !== 'requested' && session.deliveredHash === configHash) return;
  const changed = await recordFetch(deps, session, configHash);
  if (!changed) return;
  deps.publish({ type: 'session-provisioned', session: changed });
  deps.wakeOutbox();
  // The phone may have registered before this fetch was recorded.
  await verifySession(deps, changed);
}

/** Returns the session if this was its first fetch, else null. Errors: those of the last attempt. */
async function recordFetch(deps: DeskDeps, session: Session, configHash: string): Promise<Session | null> {
  for (const [retries, pauseMs] of RETRY_AFTER_MS.entries()) {
    try {
      return await recordDelivery(deps, session, configHash, retries > 0);
    } catch (error) {
      deps.log.debug(
        { event: 'config.fetch-not-recorded', mac: session.mac, error: errorText(error) },
        'cannot record that a phone fetched its config; trying again',
      );
      await deps.pause(pauseMs);
    }
  }
  return recordDelivery(deps, session, configHash, true);
}

function recordDelivery(
  deps: DeskDeps,
  session: Session,
  configHash: string,
  isRetry: boolean,
): Promise<Session | null> {
  return deps.store.transaction(async (tx) => {
    const current = await tx.session(session.id);
    if (!current) return null;
    if (current.state === 'ended') {
      // The session ended while its phone fetched: the phone has the account, and its registration must be ended.
      await tx.recordLateFetch(session.id, deps.clock());
      return null;
    }
    if (isRetry && current.deliveredHash !== session.deliveredHash) {
      // Either the attempt before was committed and its answer was lost, or a later fetch was recorded in the meantime.
      const isDone = current.deliveredHash === configHash && current.state === 'provisioned';
      return isDone && session.state === 'requested' ? current : null;
    }
    const isFirstFetch = current.state === 'requested';
    const change: SessionChange = {
      deliveredHash: configHash,
      ...(isFirstFetch ? { state: 'provisioned', provisionedAt: deps.clock(), unverifiedAt: null } : {}),
    };
    await tx.updateSession(session.id, change);
    if (!isFirstFetch) return null;
    const provisioned = { ...current, ...change };
    await enqueueWebhook(deps, tx, { type: 'session-provisioned', session: provisioned });
    return provisioned;
  });
}

/**
 * Verifies a provisioned session when Asterisk has a contact of this extension from this phone. Updates the contact of a
 * verified session when the phone has a new one.
 */
export async function verifySession(deps: DeskDeps, session: Session): Promise<void> {
  if (session.state !== 'provisioned' && session.state !== 'verified') return;
  const phone = await deps.store.phone(session.mac);
  if (!phone) return;
  const contacts = await deps.asterisk.contacts(session);
  if (contacts.some((contact) => contact.uri === session.contactUri)) return;
  const contact = contacts.find((candidate) => isContactOf(deps.brands, session, phone, candidate));
  if (!contact) return;
  const verified = await deps.store.transaction((tx) => recordContact(deps, tx, session, contact));
  if (!verified) return;
  deps.publish({ type: 'session-verified', session: verified });
  deps.wakeOutbox();
}

function held(
  contact: Contact,
): Required<Pick<SessionChange, 'contactUri' | 'contactAddress' | 'contactLostAt'>> {
  return { contactUri: contact.uri, contactAddress: contact.address, contactLostAt: null };
}

/** Records the contact. Returns the session if it became verified, else null. */
async function recordContact(
  deps: DeskDeps,
  tx: DeskTransaction,
  session: Session,
  contact: Contact,
): Promise<Session | null> {
  const now = deps.clock();
  const current = await tx.session(session.id);
  if (current?.state === 'verified') {
    await tx.updateSession(session.id, held(contact));
    return null;
  }
  if (current?.state !== 'provisioned') return null;
  const change: SessionChange = {
    state: 'verified',
    verifiedAt: now,
    ...held(contact),
    unverifiedAt: null,
  };
  await tx.updateSession(session.id, change);
  const { id, mac, extension, requestedAt } = session;
  const details = { session: id, milliseconds: now - requestedAt };
  const entry = { at: now, actor: 'system', action: 'verified', mac, address: contact.address, details };
  if (current.verifiedAt === null) await tx.addAudit({ ...entry, extension });
  else await addRegistrationAudit(deps, tx, session, entry);
  const verified = { ...current, ...change };
  await enqueueWebhook(deps, tx, { type: 'session-verified', session: verified });
  return verified;
}
