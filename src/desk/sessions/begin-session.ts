import { isSameAddress } from '../../lib/ip';
import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { AllowedBy, Session, SipAccount, Token, Via } from '../model';
import { enqueueWebhook } from '../outbox/enqueue-webhook';
import type { AuditEntry } from '../ports/audit';
import type { DeskTransaction } from '../ports/store';
import { tokenAuthorises } from '../provisioning/proofs';
import { newSessionNonce, sessionTokenOf } from '../provisioning/tokens';
import { createRefusal, isRefusal, type Refusal } from '../refusals';
import { pbxAddress } from '../settings';
import { abandonedSessionAt } from './abandoned';
import { type Actor, endAndNotify } from './end-session';

/** A form that is sent twice arrives twice in this time. */
const SENT_TWICE_MS = 60_000;

/** What the phone has at the login, by which it boots until the session is verified: see proofs.ts. */
export interface LoginProof {
  /** The token of the login; null when the caller of a REST login vouches for the address alone. */
  readonly token: Pick<Token, 'id' | 'kind' | 'mac'> | null;
  /** Null for a phone that was never seen. */
  readonly address: string | null;
}

export interface BeginSessionCommand {
  readonly mac: Mac;
  readonly extension: string;
  readonly account: SipAccount;
  readonly allowedBy: AllowedBy;
  readonly via: Via;
  readonly proof: LoginProof;
  /**
   * When the login may end a verified session of another extension at the phone: always, or from its address or by its
   * token, or by its token only, where the kernel knows another MAC at the address.
   */
  readonly mayReplace: 'always' | 'by-address' | 'by-token';
  readonly notifyAfterMs: number;
  readonly by: Actor;
}

/** Begins a session. Ends the phone's and the extension's other sessions, and enqueues the notifications. */
export async function beginSession(deps: DeskDeps, command: BeginSessionCommand): Promise<Session | Refusal> {
  const ended: Session[] = [];
  const abandoned = command.mayReplace === 'always' ? null : await abandonedSessionAt(deps, command.mac);
  const outcome = await deps.store.transaction(async (tx) => {
    ended.length = 0;
    const phone = await tx.phone(command.mac);
    if (!phone) return createRefusal('unknown-phone');
    // Checked before as well, but an admin may have removed it since. The lock of the phone keeps it from now on.
    if (pbxAddress(await tx.settings(), command.via) === null) return createRefusal('address-not-set');
    const current = await tx.activeSessionAt(command.mac);
    if (current && isSameLogin(deps, current, command)) return notifyAgain(deps, tx, current, command);
    // Only a link that nobody has used is a proof without an address, and this one was used since it was accepted.
    if (command.proof.address === null && phone.linkUsed) return createRefusal('phone-not-trusted');
    if (current && current.id !== abandoned?.id && !mayReplace(current, command))
      return createRefusal('phone-in-use');
    if (current)
      ended.push(await endAndNotify(deps, tx, current, 'replaced', command.by, command.notifyAfterMs));
    for (const otherSession of await tx.activeSessionsOf(command.extension)) {
      if (otherSession.mac !== command.mac)
        ended.push(await endAndNotify(deps, tx, otherSession, 'moved', command.by, 0));
    }
    return insertSession(deps, tx, command, current);
  });
  if (isRefusal(outcome)) return outcome;
  for (const session of ended) deps.publish({ type: 'session-ended', session });
  deps.publish({ type: 'session-requested', session: outcome });
  deps.wakeOutbox();
  return outcome;
}

function isSameLogin(deps: DeskDeps, current: Session, command: BeginSessionCommand): boolean {
  const { token, address } = command.proof;
  return (
    current.extension === command.extension &&
    current.via === command.via &&
    current.loginAddress === address &&
    (isLoginTokenInUse(deps, current, token) ||
      (token !== null && address !== null && tokenAuthorises(deps, current, token, address)))
  );
}

/**
 * Whether a login by the token of the session's own login changes nothing. Once its phone is verified it has the session's
 * token: a page that still has that of the login is sent for the second time, or its phone has lost the account.
 */
function isLoginTokenInUse(
  { clock }: Pick<DeskDeps, 'clock'>,
  current: Session,
  token: LoginProof['token'],
): boolean {
  if (current.loginTokenId !== (token?.id ?? null)) return false;
  // A program may repeat a login by REST at any time, also of a phone that is off and has its account.
  if (current.verifiedAt === null || token === null) return true;
  return current.contactLostAt === null && Math.abs(clock() - current.requestedAt) < SENT_TWICE_MS;
}

/**
 * A verified session that is not abandoned is replaced only from its own phone. Its own extension may log in again: its phone
 * may have lost its token and its address.
 */
function mayReplace(current: Session, command: BeginSessionCommand): boolean {
  const { token, address } = command.proof;
  return (
    command.mayReplace === 'always' ||
    current.verifiedAt === null ||
    current.extension === command.extension ||
    token?.id === current.tokenId ||
    (command.mayReplace === 'by-address' && isSameAddress(address, current.phoneAddress))
  );
}

/** The same login again: the user waits for a phone that has not changed yet. */
async function notifyAgain(
  deps: DeskDeps,
  tx: DeskTransaction,
  session: Session,
  command: BeginSessionCommand,
): Promise<Session> {
  if (session.state !== 'verified') {
    await tx.addJob(
      session.mac,
      { kind: 'notify-phone', sessionId: session.id },
      deps.clock() + command.notifyAfterMs,
    );
  }
  return session;
}

async function insertSession(
  deps: DeskDeps,
  tx: DeskTransaction,
  command: BeginSessionCommand,
  current: Session | null,
): Promise<Session> {
  const now = deps.clock();
  const tokenNonce = newSessionNonce();
  const session: Session = {
    id: deps.newId(),
    extension: command.extension,
    endpoint: command.account.endpoint,
    technology: command.account.technology,
    mac: command.mac,
    via: command.via,
    state: 'requested',
    allowedBy: command.allowedBy,
    tokenId: sessionTokenOf(deps, { tokenNonce, mac: command.mac }).id,
    tokenNonce,
    loginTokenId: command.proof.token?.id ?? null,
    loginAddress: command.proof.address,
    phoneAddress: command.proof.address,
    contactUri: null,
    contactAddress: null,
    contactLostAt: null,
    requestedAt: now,
    provisionedAt: null,
    verifiedAt: null,
    endedAt: null,
    endReason: null,
    notifiedAt: null,
    escalationLevel: 0,
    unverifiedAt: null,
    deliveredHash: null,
    notifiedHash: null,
  };
  await tx.beginSession(session);
  // If the phone had a session, endAndNotify has already enqueued the notification at its old contact.
  if (!current)
    await tx.addJob(
      command.mac,
      { kind: 'notify-phone', sessionId: session.id },
      now + command.notifyAfterMs,
    );
  await tx.addAudit(loginAuditEntry(session, command));
  await enqueueWebhook(deps, tx, { type: 'session-requested', session });
  return session;
}

function loginAuditEntry(session: Session, command: BeginSessionCommand): AuditEntry {
  return {
    at: session.requestedAt,
    ...command.by,
    action: 'login',
    mac: session.mac,
    extension: session.extension,
    details: { session: session.id, allowedBy: session.allowedBy, via: session.via },
  };
}
