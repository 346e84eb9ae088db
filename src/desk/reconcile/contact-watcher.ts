import type { DeskDeps } from '../deps';
import type { DeskEvent } from '../events';
import { addRegistrationAudit } from '../limited-audit';
import type { Phone, Session } from '../model';
import { restartLevel } from '../outbox/apply-methods';
import { endRegistrations } from '../outbox/end-registrations';
import type { Contact, ContactChange } from '../ports/asterisk';
import type { Job, PendingJob } from '../ports/outbox';
import type { DeskTransaction } from '../ports/store';
import { isStaleContactOf, LOGOUT_UNREAD_MS } from '../sessions/contacts';
import { verifySession } from '../sessions/verify';

/**
 * Handles a contact that was added or changed. It may verify a session, or belong to a phone that registered with the
 * account of an ended session. Contacts without a session of ours (softphones) are left alone.
 */
export async function handleContactChange(deps: DeskDeps, change: ContactChange): Promise<void> {
  if (!change.present) return;
  const last = await deps.store.lastSessionOfEndpoint(change.endpoint);
  // Most phones of a PBX never had a session. Do not query Asterisk for them.
  if (!last) return;
  const running = last.state === 'ended' ? null : last;
  try {
    if (running) await verifySession(deps, running);
  } finally {
    // A session that cannot be verified must not protect a stale registration.
    await evictStaleRegistration(deps, change, running);
  }
}

/**
 * Finds contacts that may belong to phones of ended sessions, with one query for any number of contacts. `running`: the
 * running sessions by endpoint.
 */
export async function findStaleContacts(
  { store, clock }: Pick<DeskDeps, 'store' | 'clock'>,
  contacts: readonly Contact[],
  running: ReadonlyMap<string, Session>,
): Promise<readonly Contact[]> {
  const candidates = contacts.filter(
    (contact) => !isContactOfRunning(running.get(contact.endpoint), contact),
  );
  if (candidates.length === 0) return [];
  const endpoints = candidates.map(({ endpoint }) => endpoint);
  const addresses = await store.endedSessionAddresses(endpoints, clock() - LOGOUT_UNREAD_MS);
  return candidates.filter(({ endpoint, address }) => addresses.get(endpoint)?.has(address));
}

function isContactOfRunning(running: Session | undefined, contact: Contact): boolean {
  return running?.contactUri === contact.uri || running?.phoneAddress === contact.address;
}

/** Notifies a phone that registered with the account of an ended session, and ends that registration. */
export async function evictStaleRegistration(
  deps: DeskDeps,
  change: ContactChange,
  running: Session | null,
): Promise<void> {
  if (change.uri === running?.contactUri) return;
  const contacts = await deps.asterisk.contacts(change);
  const contact = contacts.find((candidate) => candidate.uri === change.uri);
  if (!contact || running?.phoneAddress === contact.address) return;
  const now = deps.clock();
  const ended = await deps.store.lastEndedSession(change.endpoint, contact.address, now - LOGOUT_UNREAD_MS);
  if (!ended) return;
  const phone = await deps.store.phone(ended.mac);
  if (!isStaleRegistration(deps, ended, phone, contact)) return;
  const events = await deps.store.transaction(async (tx) => {
    const pending = await tx.pendingJobs(ended.id);
    if (pending.length > 0) return pending.some(isNotificationAhead) ? [] : null;
    if (phone) await tx.addJob(ended.mac, { kind: 'notify-phone', sessionId: ended.id }, now);
    await tx.addJob(ended.mac, { kind: 'end-registration', sessionId: ended.id }, now);
    const restored = running && (await restoreRegistration(deps, tx, running, contacts));
    await addRegistrationAudit(deps, tx, ended, {
      at: now,
      actor: 'system',
      action: 'stale-registration-evicted',
      mac: ended.mac,
      address: contact.address,
      details: { session: ended.id, notified: phone !== null },
    });
    const repairs: DeskEvent[] = [
      { type: 'session-repaired', session: ended, repair: 'stale-registration-evicted' },
    ];
    if (restored)
      repairs.push({ type: 'session-repaired', session: restored, repair: 'registration-restored' });
    return repairs;
  });
  // The job that ends the registrations of its logout may have looked for them before this one came.
  if (events === null) return endRegistrations(deps, ended, phone, [contact]);
  if (events.length === 0) return;
  for (const event of events) deps.publish(event);
  deps.wakeOutbox();
}

/** Whether a phone is still to be notified, at its contact; its registrations are ended after that. */
function isNotificationAhead({ job, attempts }: Pick<PendingJob, 'job' | 'attempts'>): boolean {
  return job.kind !== 'end-registration' && attempts === 0;
}

/** How long after its session a phone's first registration may still be on its way, or its report to us. */
const LATE_REGISTRATION_MS = 120_000;

/**
 * A phone that has read its logout has no account: what registers with another contact from its address is another phone,
 * unless the phone's own contact was never seen and may come late. The brand of a deleted phone is unknown, so only its old
 * contact is recognised.
 */
function isStaleRegistration(
  { brands, clock }: DeskDeps,
  ended: Session,
  phone: Phone | null,
  contact: Contact,
): boolean {
  if (contact.uri === ended.contactUri) return true;
  if (phone === null || !isStaleContactOf(brands, ended, phone, contact)) return false;
  const endedAt = ended.endedAt ?? 0;
  const isUnread = (phone.lastSeen?.at ?? 0) < endedAt;
  const mayBeLate = ended.verifiedAt === null && Math.abs(clock() - endedAt) < LATE_REGISTRATION_MS;
  return isUnread || mayBeLate;
}

/** Gives the stale registration time to end before the running phone registers again. */
const RESTORE_DELAY_MS = 3_000;

/**
 * Where Asterisk keeps one contact only, a stale registration replaces that of the running session, whose phone does not
 * notice. This makes the phone register again.
 */
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
    contactLostAt: now,
    escalationLevel,
    notifiedAt: now,
  });
  const job: Job = { kind: 'notify-phone', sessionId: session.id };
  await tx.addJob(session.mac, job, now + RESTORE_DELAY_MS);
  await addRegistrationAudit(deps, tx, session, {
    at: now,
    actor: 'system',
    action: 'registration-restored',
    mac: session.mac,
    address: session.phoneAddress,
    details: { session: session.id },
  });
  return session;
}
