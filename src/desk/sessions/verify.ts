import type { DeskDeps } from '../deps';
import type { Session } from '../model';
import { enqueueWebhook } from '../outbox/enqueue-webhook';
import type { Contact } from '../ports/asterisk';
import type { DeskTransaction, SessionChange } from '../ports/store';
import { isContactOf } from './contacts';

/** The phone of a session has fetched its config, and its fingerprint: from now on its registration counts. */
export async function markProvisioned(deps: DeskDeps, session: Session, configHash: string): Promise<void> {
  if (session.state !== 'requested' && session.deliveredHash === configHash) return;
  const changed = await deps.store.transaction(async (tx) => {
    const current = await tx.session(session.id);
    if (!current || current.state === 'ended') return null;
    const first = current.state === 'requested';
    const change: SessionChange = {
      deliveredHash: configHash,
      ...(first ? { state: 'provisioned', provisionedAt: deps.clock(), unverifiedAt: null } : {}),
    };
    await tx.updateSession(session.id, change);
    if (!first) return null;
    const served = { ...current, ...change };
    await enqueueWebhook(deps, tx, { type: 'session-provisioned', session: served });
    return served;
  });
  if (!changed) return;
  deps.publish({ type: 'session-provisioned', session: changed });
  deps.wakeOutbox();
  // A phone may register before its answer has been noted here.
  await verifySession(deps, changed);
}

/**
 * Takes a served session as verified when Asterisk has a contact of this extension from this phone, and keeps the
 * contact of a verified one up to date when the phone comes with another.
 */
export async function verifySession(deps: DeskDeps, session: Session): Promise<void> {
  if (session.state !== 'provisioned' && session.state !== 'verified') return;
  const phone = await deps.store.phone(session.mac);
  if (!phone) return;
  const contacts = await deps.asterisk.contacts(session);
  if (contacts.some((contact) => contact.uri === session.contactUri)) return;
  const contact = contacts.find((candidate) => isContactOf(deps.brands, session, phone, candidate));
  if (!contact) return;
  const verified = await deps.store.transaction((tx) => takeContact(deps, tx, session, contact));
  if (!verified) return;
  deps.publish({ type: 'session-verified', session: verified });
  deps.wakeOutbox();
}

/** Writes the proof down; null when this changed nothing that anybody waits for. */
async function takeContact(
  deps: DeskDeps,
  tx: DeskTransaction,
  session: Session,
  contact: Contact,
): Promise<Session | null> {
  const now = deps.clock();
  const current = await tx.session(session.id);
  if (current?.state === 'verified') {
    await tx.updateSession(session.id, { contactUri: contact.uri });
    return null;
  }
  if (current?.state !== 'provisioned') return null;
  const change: SessionChange = {
    state: 'verified',
    verifiedAt: now,
    contactUri: contact.uri,
    unverifiedAt: null,
  };
  await tx.updateSession(session.id, change);
  await tx.addAudit({
    at: now,
    actor: 'system',
    action: 'verified',
    mac: session.mac,
    extension: session.extension,
    address: contact.address,
    details: { session: session.id, milliseconds: now - session.requestedAt },
  });
  const verified = { ...current, ...change };
  await enqueueWebhook(deps, tx, { type: 'session-verified', session: verified });
  return verified;
}
