import { isContactOf } from './contacts';
import type { Session } from './model';
import { orderWebhook } from './order-webhook';
import type { DeskParts } from './parts';
import type { Contact } from './ports/asterisk';
import type { DeskTransaction, SessionChange } from './ports/store';

/** The phone of a session has fetched its config, and its fingerprint: from now on its registration counts. */
export async function markServed(parts: DeskParts, session: Session, print: string): Promise<void> {
  if (session.state !== 'requested' && session.servedPrint === print) return;
  const changed = await parts.store.transaction(async (tx) => {
    const current = await tx.session(session.id);
    if (!current || current.state === 'ended') return null;
    const first = current.state === 'requested';
    const change: SessionChange = {
      servedPrint: print,
      ...(first ? { state: 'served', servedAt: parts.clock(), unverifiedAt: null } : {}),
    };
    await tx.updateSession(session.id, change);
    if (!first) return null;
    const served = { ...current, ...change };
    await orderWebhook(parts, tx, { type: 'session-served', session: served });
    return served;
  });
  if (!changed) return;
  parts.announce({ type: 'session-served', session: changed });
  parts.effectsAwait();
  // A phone may register before its answer has been noted here.
  await verifySession(parts, changed);
}

/**
 * Takes a served session as verified when Asterisk has a contact of this extension from this phone, and keeps the
 * contact of a verified one up to date when the phone comes with another.
 */
export async function verifySession(parts: DeskParts, session: Session): Promise<void> {
  if (session.state !== 'served' && session.state !== 'verified') return;
  const phone = await parts.store.phone(session.mac);
  if (!phone) return;
  const contacts = await parts.asterisk.contacts(session);
  if (contacts.some((contact) => contact.uri === session.contactUri)) return;
  const contact = contacts.find((candidate) => isContactOf(parts.brands, session, phone, candidate));
  if (!contact) return;
  const verified = await parts.store.transaction((tx) => takeContact(parts, tx, session, contact));
  if (!verified) return;
  parts.announce({ type: 'session-verified', session: verified });
  parts.effectsAwait();
}

/** Writes the proof down; null when this changed nothing that anybody waits for. */
async function takeContact(
  parts: DeskParts,
  tx: DeskTransaction,
  session: Session,
  contact: Contact,
): Promise<Session | null> {
  const now = parts.clock();
  const current = await tx.session(session.id);
  if (current?.state === 'verified') {
    await tx.updateSession(session.id, { contactUri: contact.uri });
    return null;
  }
  if (current?.state !== 'served') return null;
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
  await orderWebhook(parts, tx, { type: 'session-verified', session: verified });
  return verified;
}
