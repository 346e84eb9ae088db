import type { Mac } from '../../lib/mac';
import { hashPassword } from '../../lib/passwords';
import type { DeskDeps } from '../deps';
import type { AdmittedEntry } from '../entry-budget';
import type { HotdeskPin, Session, Token } from '../model';
import type { AuditEntry } from '../ports/audit';
import type { DeskTransaction } from '../ports/store';
import { tokenAuthorises } from '../provisioning/proofs';
import { createRefusal, isRefusal, type Refusal, type RefusalCode } from '../refusals';
import { extensionActor } from '../sessions/end-session';
import { SHOW_ANSWER_MS } from '../sessions/log-in';
import { isPassword } from '../validation';
import { tryPassword } from './try-password';
import { isWeakPin } from './weak-pin';

export interface PinChangeRequest {
  readonly mac: Mac;
  /** The token of the screen URLs. Only the phone of the session has it. */
  readonly token: Token;
  readonly address: string;
  readonly oldPassword: string;
  readonly pin: string;
}

/**
 * Sets a hot-desk PIN from a logged-in phone. The request must carry the current password of the extension, which is
 * subject to the limits of attempts. Returns the session.
 */
export async function changePin(deps: DeskDeps, request: PinChangeRequest): Promise<Session | Refusal> {
  const startedAt = deps.clock();
  const { mac, token, address } = request;
  const session = await deps.store.activeSessionAt(mac);
  if (!session || !tokenAuthorises(deps, session, token, address)) return createRefusal('not-logged-in');
  const before = await deps.store.hotdeskPin(session.extension);
  const refusal = await checkChange(deps, request, session, before);
  if (refusal) {
    await deps.recordRefusal(
      auditEntry(deps, request, session, 'hotdesk-pin-refused', { code: refusal.refused }),
    );
    await deps.uniformRefusalDelay.wait(startedAt);
    return refusal;
  }
  return savePin(deps, request, session, before);
}

async function checkChange(
  deps: DeskDeps,
  { mac, address, token, oldPassword, pin }: PinChangeRequest,
  { extension }: Session,
  before: HotdeskPin | null,
): Promise<Refusal | null> {
  const settings = await deps.store.settings();
  if (!settings.hotdeskPins && !before?.mustChange) return createRefusal('not-allowed-here');
  if (!isPassword(oldPassword)) return createRefusal('invalid-password');
  if (isWeakPin(pin, extension) || pin === oldPassword) return createRefusal('weak-pin');
  const attempt = { extension, password: oldPassword, mac, address, token };
  const allowedBy = await tryPassword(deps, settings, attempt);
  return typeof allowedBy === 'string' ? null : allowedBy;
}

async function savePin(
  deps: DeskDeps,
  request: PinChangeRequest,
  { id, extension }: Session,
  before: HotdeskPin | null,
): Promise<Session | Refusal> {
  const hash = await hashPassword(request.pin);
  const now = deps.clock();
  // Two PINs in turn can be changed without end.
  const admitted = deps.pinChangeEntries.admit(extension);
  const changing = deps.store.transaction(async (tx) => {
    const session = await tx.session(id);
    if (!session || session.state === 'ended') return createRefusal('not-logged-in');
    // The PIN was changed meanwhile, so the old password no longer is the current one.
    const current = await tx.hotdeskPin(extension);
    if (current?.changedAt !== before?.changedAt) return createRefusal('wrong-password');
    await tx.setHotdeskPin({ extension, hash, mustChange: false, changedAt: now });
    if (admitted) await tx.addAudit(changeEntry(deps, request, session, before, admitted));
    await notifyRequestedPhone(tx, session, now);
    return session;
  });
  const outcome = await changing.catch((error: unknown) => {
    admitted?.undo();
    throw error;
  });
  if (isRefusal(outcome)) {
    admitted?.undo();
    return outcome;
  }
  deps.publish({ type: 'hotdesk-pin-changed', extension, at: now });
  deps.wakeOutbox();
  return outcome;
}

function changeEntry(
  deps: Pick<DeskDeps, 'clock'>,
  request: PinChangeRequest,
  session: Session,
  before: HotdeskPin | null,
  { unlisted }: AdmittedEntry,
): AuditEntry {
  return auditEntry(deps, request, session, 'hotdesk-pin-changed', {
    before: { hasHotdeskPin: before !== null, mustChangeHotdeskPin: before?.mustChange ?? false },
    after: { hasHotdeskPin: true, mustChangeHotdeskPin: false },
    ...(unlisted > 0 ? { unlisted } : {}),
  });
}

/** The login delayed the notification of the phone for the PIN form. It is due now. */
async function notifyRequestedPhone(tx: DeskTransaction, session: Session, now: number): Promise<void> {
  if (session.state !== 'requested') return;
  const job = { kind: 'notify-phone', sessionId: session.id } as const;
  await tx.addJob(session.mac, job, now + SHOW_ANSWER_MS);
}

function auditEntry(
  deps: Pick<DeskDeps, 'clock'>,
  { mac, address }: PinChangeRequest,
  session: Session,
  action: 'hotdesk-pin-changed' | 'hotdesk-pin-refused',
  details: AuditEntry['details'] & { readonly code?: RefusalCode },
): AuditEntry {
  return {
    at: deps.clock(),
    actor: extensionActor(session.extension),
    action,
    mac,
    extension: session.extension,
    address,
    details: { session: session.id, ...details },
  };
}
