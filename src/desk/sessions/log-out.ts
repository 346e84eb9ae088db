import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { EndReason, Session, Token } from '../model';
import type { AuditEntry } from '../ports/audit';
import { tokenAuthorises } from '../provisioning/proofs';
import { createRefusal, isRefusal, type Refusal } from '../refusals';
import { type Actor, endAndNotify, extensionActor } from './end-session';
import { SHOW_ANSWER_MS } from './log-in';

export interface LogoutRequest {
  readonly mac: Mac;
  /** The token of the screen URLs. Only the phone of the session has it. */
  readonly token: Token;
  /** The source address of the request. */
  readonly address: string;
}

/** Logs out at a phone. */
export function logOut(deps: DeskDeps, request: LogoutRequest): Promise<Session | Refusal> {
  return endSessionAt(deps, request.mac, {
    reason: 'logout',
    by: (session) => ({ actor: extensionActor(session.extension), address: request.address }),
    unproven: { actor: `phone ${request.mac}`, address: request.address },
    notifyAfterMs: SHOW_ANSWER_MS,
    mayEnd: (session) => tokenAuthorises(deps, session, request.token, request.address),
  });
}

/** Ends the session at a phone on behalf of the admin API. */
export function logOutFor(
  deps: DeskDeps,
  mac: Mac,
  by: Actor,
  reason: EndReason = 'rest',
): Promise<Session | Refusal> {
  return endSessionAt(deps, mac, {
    reason,
    by: () => by,
    unproven: by,
    notifyAfterMs: 0,
    mayEnd: () => true,
  });
}

interface EndSessionCommand {
  readonly reason: EndReason;
  /** Who ends it, if they may. */
  readonly by: (session: Session) => Actor;
  /** Who asks, as long as nothing is proven. */
  readonly unproven: Actor;
  readonly notifyAfterMs: number;
  mayEnd(session: Session): boolean;
}

async function endSessionAt(
  deps: DeskDeps,
  mac: Mac,
  command: EndSessionCommand,
): Promise<Session | Refusal> {
  let unauthorised: Session | null = null;
  const outcome = await deps.store.transaction(async (tx) => {
    unauthorised = null;
    if (!(await tx.phone(mac))) return createRefusal('unknown-phone');
    const session = await tx.activeSessionAt(mac);
    if (!session) return createRefusal('not-logged-in');
    if (!command.mayEnd(session)) {
      unauthorised = session;
      return createRefusal('not-logged-in');
    }
    return endAndNotify(deps, tx, session, command.reason, command.by(session), command.notifyAfterMs);
  });
  if (unauthorised) await deps.recordRefusal(logoutRefusedEntry(deps, unauthorised, command.unproven));
  if (isRefusal(outcome)) return outcome;
  deps.publish({ type: 'session-ended', session: outcome });
  deps.wakeOutbox();
  return outcome;
}

/** Another device under the same MAC tried to end the session. */
function logoutRefusedEntry(
  { clock }: Pick<DeskDeps, 'clock'>,
  { id, mac, extension }: Session,
  by: Actor,
): AuditEntry {
  return { at: clock(), ...by, action: 'logout-refused', mac, extension, details: { session: id } };
}
