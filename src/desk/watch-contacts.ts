import { isContactOf } from './contacts';
import type { Session } from './model';
import type { DeskParts } from './parts';
import type { ContactChange } from './ports';
import { verifySession } from './verify';

/**
 * A contact appeared or changed: it may prove a session, or it may be a phone that came back with an account that
 * is no longer its own. Contacts that no session of ours explains (a softphone) are left alone.
 */
export async function onContact(parts: DeskParts, change: ContactChange): Promise<void> {
  if (!change.present) return;
  const running = await parts.store.activeSessionOfEndpoint(change.endpoint);
  if (running) await verifySession(parts, running);
  await fence(parts, change, running);
}

/** A phone whose session ended, and which registered again with the old account, is told once more and ended. */
export async function fence(parts: DeskParts, change: ContactChange, running: Session | null): Promise<void> {
  if (change.uri === running?.contactUri) return;
  const contacts = await parts.asterisk.contacts(change);
  const contact = contacts.find((candidate) => candidate.uri === change.uri);
  if (!contact || running?.phoneAddress === contact.address) return;
  const ended = await parts.store.lastEndedSession(change.endpoint, contact.address);
  if (!ended) return;
  const phone = await parts.store.phone(ended.mac);
  if (!phone || !isContactOf(parts.brands, ended, phone, contact)) return;
  const now = parts.clock();
  const fenced = await parts.store.transaction(async (tx) => {
    // What its logout ordered is still on its way: that will end this contact.
    if (await tx.hasPendingEffects(ended.id)) return false;
    await tx.addEffect(ended.mac, { kind: 'tell-phone', sessionId: ended.id }, now);
    await tx.addEffect(ended.mac, { kind: 'end-registration', sessionId: ended.id }, now);
    await tx.addAudit({
      at: now,
      actor: 'system',
      action: 'fenced',
      mac: ended.mac,
      extension: ended.extension,
      address: contact.address,
      details: { session: ended.id },
    });
    return true;
  });
  if (fenced) parts.effectsAwait();
}
