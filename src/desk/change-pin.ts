import type { Mac } from '../lib/mac';
import { hashPassword } from '../lib/passwords';
import { SHOW_ANSWER_MS } from './log-in';
import type { OwnPin, Session } from './model';
import { isPassword } from './parse';
import type { DeskParts } from './parts';
import type { AuditEntry } from './ports/audit';
import type { DeskTransaction } from './ports/store';
import { isRefusal, type Refusal, type RefusalCode, refuse } from './refusals';
import { speaksFor } from './tokens';
import { tryPassword } from './try-password';
import { isWeakPin } from './weak-pin';

export interface PinChangeRequest {
  readonly mac: Mac;
  /** The token of the screens through which it came: only the phone of the session holds it. */
  readonly tokenId: string;
  readonly address: string;
  readonly oldPassword: string;
  readonly pin: string;
}

/**
 * Somebody chooses a hot-desk PIN at the phone that he is logged in at. He must know the password that the extension
 * has now, within the limits of attempts. Returns the session.
 */
export async function changePin(parts: DeskParts, request: PinChangeRequest): Promise<Session | Refusal> {
  const begun = parts.clock();
  const { mac, tokenId, address } = request;
  const session = await parts.store.activeSessionAt(mac);
  if (!session || !speaksFor(parts, session, tokenId, address)) return refuse('not-logged-in');
  const before = await parts.store.ownPin(session.extension);
  const refusal = await mayNotChange(parts, request, session, before);
  if (refusal) {
    await parts.noteRefusal(entryOf(parts, request, session, 'pin-refused', { code: refusal.refused }));
    await parts.refusalPace.wait(begun);
    return refusal;
  }
  return keepPin(parts, request, session, before);
}

async function mayNotChange(
  parts: DeskParts,
  { mac, address, oldPassword, pin }: PinChangeRequest,
  { extension }: Session,
  before: OwnPin | null,
): Promise<Refusal | null> {
  const settings = await parts.store.settings();
  if (!settings.ownPins && !before?.mustChange) return refuse('not-allowed-here');
  if (!isPassword(oldPassword)) return refuse('invalid-password');
  if (isWeakPin(pin, extension) || pin === oldPassword) return refuse('weak-pin');
  const allowed = await tryPassword(parts, settings, { extension, password: oldPassword, mac, address });
  return typeof allowed === 'string' ? null : allowed;
}

async function keepPin(
  parts: DeskParts,
  request: PinChangeRequest,
  { id, extension }: Session,
  before: OwnPin | null,
): Promise<Session | Refusal> {
  const hash = await hashPassword(request.pin);
  const now = parts.clock();
  const outcome = await parts.store.transaction(async (tx) => {
    const session = await tx.session(id);
    if (!session || session.state === 'ended') return refuse('not-logged-in');
    // Somebody else was faster: then the old password is not the old one any more.
    const current = await tx.ownPin(extension);
    if (current?.changedAt !== before?.changedAt) return refuse('wrong-password');
    await tx.setOwnPin({ extension, hash, mustChange: false, changedAt: now });
    await tx.addAudit(
      entryOf(parts, request, session, 'pin-changed', {
        before: { hasPin: before !== null, mustChange: before?.mustChange ?? false },
        after: { hasPin: true, mustChange: false },
      }),
    );
    await letPhoneGoOn(tx, session, now);
    return session;
  });
  if (isRefusal(outcome)) return outcome;
  parts.announce({ type: 'pin-changed', extension, at: now });
  parts.effectsAwait();
  return outcome;
}

/** A phone that waited for the form with what its login ordered need wait no more. */
async function letPhoneGoOn(tx: DeskTransaction, session: Session, now: number): Promise<void> {
  if (session.state !== 'requested') return;
  const effect = { kind: 'tell-phone', sessionId: session.id } as const;
  await tx.addEffect(session.mac, effect, now + SHOW_ANSWER_MS);
}

function entryOf(
  parts: Pick<DeskParts, 'clock'>,
  { mac, address }: PinChangeRequest,
  session: Session,
  action: 'pin-changed' | 'pin-refused',
  details: AuditEntry['details'] & { readonly code?: RefusalCode },
): AuditEntry {
  return {
    at: parts.clock(),
    actor: `phone ${mac}`,
    action,
    mac,
    extension: session.extension,
    address,
    details: { session: session.id, ...details },
  };
}
