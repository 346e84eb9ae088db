import { isIP } from 'node:net';
import { isForbiddenTarget } from '../../lib/targets';
import type { DeskDeps } from '../deps';
import type { Phone, Session } from '../model';
import type { NotifyTarget } from '../ports/asterisk';
import type { PendingJob, WebhookJob } from '../ports/outbox';
import { isContactOf } from '../sessions/contacts';
import { mustWaitForCall } from '../sessions/in-call';
import { currentMethod, restartLevel, type TriggeredMethod } from './apply-methods';
import { endRegistrations } from './end-registrations';
import { mayRestartByAddress } from './restart-by-address';

/** `later`: the job waits for the end of a call. */
export type JobOutcome = 'done' | 'later';

/** Runs one job. Idempotent. Faults are exceptions, and the job is retried. */
export async function runJob(deps: DeskDeps, { id, job }: PendingJob): Promise<JobOutcome> {
  const session = await deps.store.session(job.sessionId);
  if (!session) return 'done';
  if (job.kind === 'webhook') return deliverWebhook(deps, session, id, job);
  const phone = await deps.store.phone(session.mac);
  if (job.kind === 'end-registration') {
    await endRegistrations(deps, session, phone, await deps.asterisk.contacts(session));
    return 'done';
  }
  if (!phone) return 'done';
  const methods = deps.brands.applyMethods(phone);
  const escalationLevel = job.kind === 'restart-phone' ? restartLevel(methods) : session.escalationLevel;
  return notifyPhone(deps, session, phone, currentMethod(methods, { escalationLevel }));
}

async function deliverWebhook(
  { webhook }: DeskDeps,
  session: Session,
  id: number,
  { event: type, at, reason }: WebhookJob,
): Promise<JobOutcome> {
  await webhook.deliver({ id, type, at, session, reason });
  return 'done';
}

/** Makes a phone read its config by this apply method, but not during a call. */
async function notifyPhone(
  deps: DeskDeps,
  session: Session,
  phone: Phone,
  method: TriggeredMethod | null,
): Promise<JobOutcome> {
  if (method === null) return 'done';
  if (await mustWaitForCall(deps, session)) return 'later';
  await sendNotification(deps, session, phone, method);
  await deps.store.transaction((tx) => tx.updateSession(session.id, { notifiedAt: deps.clock() }));
  return 'done';
}

/** The result shows in what the phone does next. A phone that does not react is escalated: see escalate-unverified.ts. */
async function sendNotification(
  deps: DeskDeps,
  session: Session,
  phone: Phone,
  method: TriggeredMethod,
): Promise<void> {
  if (method.call !== undefined) {
    if (session.phoneAddress !== null) await deps.phoneCaller.call(session.phoneAddress, method.call);
    return;
  }
  const target = await notifyTargetOf(deps, session, phone);
  if (!target) return;
  if (method.reboots && target.kind === 'address' && !(await mayRestartByAddress(deps, session, phone))) {
    deps.log.info(
      { event: 'phone.not-restarted', mac: session.mac, address: target.address },
      'a phone that was logged in by REST is not restarted: at the address that the caller named is another phone',
    );
    return;
  }
  await deps.asterisk.notify(target, method.event);
}

/** The phone's own contact if it has one, else its last known address. Never another contact of the same extension. */
async function notifyTargetOf(deps: DeskDeps, session: Session, phone: Phone): Promise<NotifyTarget | null> {
  const contacts = await deps.asterisk.contacts(session);
  const contact =
    contacts.find((candidate) => candidate.uri === session.contactUri) ??
    contacts.find((candidate) => isContactOf(deps.brands, session, phone, candidate));
  if (contact) return { kind: 'contact', contact };
  const address = session.phoneAddress;
  // Who may log phones in by REST names the address.
  if (address === null || isIP(address) === 0 || isForbiddenTarget(address)) return null;
  return { kind: 'address', address, port: deps.brands.sipPort(phone.brand) };
}
