import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { EndReason, Session } from '../model';
import type { AuditEntry } from '../ports/audit';
import { tokenAuthorises } from '../provisioning/tokens';
import { isRefusal, type Refusal, refuse } from '../refusals';
import { type Actor, endAndNotify } from './end-session';
import { SHOW_ANSWER_MS } from './log-in';

export interface LogoutRequest {
  readonly mac: Mac;
  /** The token of the screens through which the logout came: only the phone of the session holds it. */
  readonly tokenId: string;
  /** The source address of the request. */
  readonly address: string;
}

/** Somebody chooses Logout at a phone. */
export function logOut(deps: DeskDeps, request: LogoutRequest): Promise<Session | Refusal> {
  return endSessionAt(deps, request.mac, {
    reason: 'logout',
    by: { actor: `phone ${request.mac}`, address: request.address },
    notifyAfterMs: SHOW_ANSWER_MS,
    mayEnd: (session) => tokenAuthorises(deps, session, request.tokenId, request.address),
  });
}

/** Ends the session at a phone on behalf of somebody who may: the admin API. */
export function logOutFor(
  deps: DeskDeps,
  mac: Mac,
  by: Actor,
  reason: EndReason = 'rest',
): Promise<Session | Refusal> {
  return endSessionAt(deps, mac, { reason, by, notifyAfterMs: 0, mayEnd: () => true });
}

interface EndCommand {
  readonly reason: EndReason;
  readonly by: Actor;
  readonly notifyAfterMs: number;
  mayEnd(session: Session): boolean;
}

async function endSessionAt(deps: DeskDeps, mac: Mac, command: EndCommand): Promise<Session | Refusal> {
  let kept: Session | null = null;
  const outcome = await deps.store.transaction(async (tx) => {
    kept = null;
    if (!(await tx.phone(mac))) return refuse('unknown-phone');
    const session = await tx.activeSessionAt(mac);
    if (!session) return refuse('not-logged-in');
    if (!command.mayEnd(session)) {
      kept = session;
      return refuse('not-logged-in');
    }
    return endAndNotify(deps, tx, session, command.reason, command.by, command.notifyAfterMs);
  });
  if (kept) await deps.recordRefusal(refusedEntry(deps, kept, command.by));
  if (isRefusal(outcome)) return outcome;
  deps.publish({ type: 'session-ended', session: outcome });
  deps.wakeOutbox();
  return outcome;
}

/** Somebody tried to end the session of another phone that says to have the same MAC. */
function refusedEntry(
  { clock }: Pick<DeskDeps, 'clock'>,
  { id, mac, extension }: Session,
  by: Actor,
): AuditEntry {
  return { at: clock(), ...by, action: 'logout-refused', mac, extension, details: { session: id } };
}
