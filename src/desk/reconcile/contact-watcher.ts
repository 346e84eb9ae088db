import type { DeskDeps } from '../deps';
import type { DeskEvent } from '../events';
import type { Session } from '../model';
import { restartLevel } from '../outbox/apply-methods';
import type { Contact, ContactChange } from '../ports/asterisk';
import type { Job } from '../ports/outbox';
import type { DeskTransaction } from '../ports/store';
import { isContactOf } from '../sessions/contacts';
import { verifySession } from '../sessions/verify';

/**
 * A contact appeared or changed: it may prove a session, or it may be a phone that came back with an account that
 * is no longer its own. Contacts that no session of ours explains (a softphone) are left alone.
 */
export async function onContact(deps: DeskDeps, change: ContactChange): Promise<void> {
  if (!change.present) return;
  const last = await deps.store.lastSessionOfEndpoint(change.endpoint);
  // Most phones of a PBX never had a session: they cost no question to Asterisk.
  if (!last) return;
  const running = last.state === 'ended' ? null : last;
  if (running) await verifySession(deps, running);
  await evictStaleRegistration(deps, change, running);
}

/**
 * The contacts that may be those of phones whose session ended, found by one look into our tables whatever the number of
 * contacts. `running` has the running sessions by their endpoints.
 */
export async function staleContacts(
  { store }: Pick<DeskDeps, 'store'>,
  contacts: readonly Contact[],
  running: ReadonlyMap<string, Session>,
): Promise<readonly Contact[]> {
  const unexplained = contacts.filter((contact) => !explains(running.get(contact.endpoint), contact));
  if (unexplained.length === 0) return [];
  const addresses = await store.endedSessionAddresses(unexplained.map(({ endpoint }) => endpoint));
  return unexplained.filter(({ endpoint, address }) => addresses.get(endpoint)?.has(address));
}

function explains(running: Session | undefined, contact: Contact): boolean {
  return running?.contactUri === contact.uri || running?.phoneAddress === contact.address;
}

/** A phone whose session ended, and which registered again with the old account, is told once more and ended. */
export async function evictStaleRegistration(
  deps: DeskDeps,
  change: ContactChange,
  running: Session | null,
): Promise<void> {
  if (change.uri === running?.contactUri) return;
  const contacts = await deps.asterisk.contacts(change);
  const contact = contacts.find((candidate) => candidate.uri === change.uri);
  if (!contact || running?.phoneAddress === contact.address) return;
  const ended = await deps.store.lastEndedSession(change.endpoint, contact.address);
  if (!ended) return;
  const phone = await deps.store.phone(ended.mac);
  // Of a phone that an admin deleted nobody knows any more how it speaks.
  const isTheirs = phone ? isContactOf(deps.brands, ended, phone, contact) : contact.uri === ended.contactUri;
  if (!isTheirs) return;
  const now = deps.clock();
  const evicted = await deps.store.transaction(async (tx) => {
    // What its logout ordered is still on its way: that will end this contact.
    if (await tx.hasPendingJobs(ended.id)) return [];
    if (phone) await tx.addJob(ended.mac, { kind: 'notify-phone', sessionId: ended.id }, now);
    await tx.addJob(ended.mac, { kind: 'end-registration', sessionId: ended.id }, now);
    const restored = running && (await restoreRegistration(deps, tx, running, contacts));
    await tx.addAudit({
      at: now,
      actor: 'system',
      action: 'stale-registration-evicted',
      mac: ended.mac,
      extension: ended.extension,
      address: contact.address,
      details: { session: ended.id, notified: phone !== null },
    });
    const found: DeskEvent[] = [
      { type: 'session-repaired', session: ended, what: 'stale-registration-evicted' },
    ];
    if (restored) found.push({ type: 'session-repaired', session: restored, what: 'registration-restored' });
    return found;
  });
  if (evicted.length === 0) return;
  for (const event of evicted) deps.publish(event);
  deps.wakeOutbox();
}

/** Where Asterisk keeps one contact only, the intruder threw the rightful one out, and its phone does not know. */
const AFTER_THE_INTRUDER_MS = 3_000;

/** A phone that lost its registration to another one is made to register again, once the other one is gone. */
async function restoreRegistration(
  deps: DeskDeps,
  tx: DeskTransaction,
  running: Session,
  contacts: readonly Contact[],
): Promise<Session | null> {
  const session = await tx.session(running.id);
  if (session?.state !== 'verified' || contacts.some(({ uri }) => uri === session.contactUri)) return null;
  const phone = await tx.phone(session.mac);
  if (!phone || (await tx.hasPendingJobsAt(session.mac))) return null;
  const now = deps.clock();
  const escalationLevel = restartLevel(deps.brands.applyMethods(phone));
  await tx.updateSession(session.id, {
    state: 'provisioned',
    contactUri: null,
    escalationLevel,
    notifiedAt: now,
  });
  const job: Job = { kind: 'notify-phone', sessionId: session.id };
  await tx.addJob(session.mac, job, now + AFTER_THE_INTRUDER_MS);
  await tx.addAudit({
    at: now,
    actor: 'system',
    action: 'registration-restored',
    mac: session.mac,
    extension: session.extension,
    address: session.phoneAddress,
    details: { session: session.id },
  });
  return session;
}
