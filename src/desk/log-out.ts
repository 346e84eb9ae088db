import type { Mac } from '../lib/mac';
import { type Doer, endAndTell } from './end-session';
import { SHOW_ANSWER_MS } from './log-in';
import type { EndReason, Session } from './model';
import type { DeskParts } from './parts';
import type { AuditEntry } from './ports/audit';
import { isRefusal, type Refusal, refuse } from './refusals';
import { speaksFor } from './tokens';

export interface LogoutRequest {
  readonly mac: Mac;
  /** The token of the screens through which the logout came: only the phone of the session holds it. */
  readonly tokenId: string;
  /** The source address of the request. */
  readonly address: string;
}

/** Somebody chooses Logout at a phone. */
export function logOut(parts: DeskParts, request: LogoutRequest): Promise<Session | Refusal> {
  return endSessionAt(parts, request.mac, {
    reason: 'logout',
    by: { actor: `phone ${request.mac}`, address: request.address },
    tellAfterMs: SHOW_ANSWER_MS,
    mayEnd: (session) => speaksFor(parts, session, request.tokenId, request.address),
  });
}

/** Ends the session at a phone on behalf of somebody who may: the people's door. */
export function logOutFor(
  parts: DeskParts,
  mac: Mac,
  by: Doer,
  reason: EndReason = 'rest',
): Promise<Session | Refusal> {
  return endSessionAt(parts, mac, { reason, by, tellAfterMs: 0, mayEnd: () => true });
}

interface EndOrder {
  readonly reason: EndReason;
  readonly by: Doer;
  readonly tellAfterMs: number;
  mayEnd(session: Session): boolean;
}

async function endSessionAt(parts: DeskParts, mac: Mac, order: EndOrder): Promise<Session | Refusal> {
  let kept: Session | null = null;
  const outcome = await parts.store.transaction(async (tx) => {
    kept = null;
    if (!(await tx.phone(mac))) return refuse('unknown-phone');
    const session = await tx.activeSessionAt(mac);
    if (!session) return refuse('not-logged-in');
    if (!order.mayEnd(session)) {
      kept = session;
      return refuse('not-logged-in');
    }
    return endAndTell(parts, tx, session, order.reason, order.by, order.tellAfterMs);
  });
  if (kept) await parts.noteRefusal(refusedEntry(parts, kept, order.by));
  if (isRefusal(outcome)) return outcome;
  parts.announce({ type: 'session-ended', session: outcome });
  parts.effectsAwait();
  return outcome;
}

/** Somebody tried to end the session of another phone that says to have the same MAC. */
function refusedEntry(
  { clock }: Pick<DeskParts, 'clock'>,
  { id, mac, extension }: Session,
  by: Doer,
): AuditEntry {
  return { at: clock(), ...by, action: 'logout-refused', mac, extension, details: { session: id } };
}
