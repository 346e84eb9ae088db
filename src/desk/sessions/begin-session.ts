import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { AllowedBy, Session, SipAccount, Via } from '../model';
import { enqueueWebhook } from '../outbox/enqueue-webhook';
import type { AuditEntry } from '../ports/audit';
import type { DeskTransaction } from '../ports/store';
import { tokenAuthorises } from '../provisioning/tokens';
import { isRefusal, type Refusal, refuse } from '../refusals';
import { type Actor, endAndNotify } from './end-session';

/** The proof by which the phone of a session may fetch its account. */
export interface Proof {
  readonly tokenId: string;
  /** The token that the login itself came through: the same, or the one before. */
  readonly cameBy: string;
  readonly address: string | null;
  readonly addressIsProof: boolean;
}

export interface BeginSessionCommand {
  readonly mac: Mac;
  readonly extension: string;
  readonly account: SipAccount;
  readonly allowedBy: AllowedBy;
  readonly via: Via;
  readonly proof: Proof;
  readonly notifyAfterMs: number;
  readonly by: Actor;
}

/** Gives a phone to an extension: ends what must end, begins the session, and has both phones told. */
export async function beginSession(deps: DeskDeps, command: BeginSessionCommand): Promise<Session | Refusal> {
  const ended: Session[] = [];
  const outcome = await deps.store.transaction(async (tx) => {
    ended.length = 0;
    if (!(await tx.phone(command.mac))) return refuse('unknown-phone');
    const held = await tx.activeSessionAt(command.mac);
    if (held && isSameLogin(deps, held, command)) return notifyAgain(deps, tx, held, command);
    if (held) ended.push(await endAndNotify(deps, tx, held, 'replaced', command.by, command.notifyAfterMs));
    for (const elsewhere of await tx.activeSessionsOf(command.extension)) {
      if (elsewhere.mac !== command.mac)
        ended.push(await endAndNotify(deps, tx, elsewhere, 'moved', command.by, 0));
    }
    return begin(deps, tx, command, held);
  });
  if (isRefusal(outcome)) return outcome;
  for (const session of ended) deps.publish({ type: 'session-ended', session });
  deps.publish({ type: 'session-requested', session: outcome });
  deps.wakeOutbox();
  return outcome;
}

function isSameLogin(deps: DeskDeps, held: Session, command: BeginSessionCommand): boolean {
  const { cameBy, address } = command.proof;
  return (
    held.extension === command.extension &&
    held.via === command.via &&
    held.loginAddress === address &&
    tokenAuthorises(deps, held, cameBy, address)
  );
}

/** The same login once more: whoever repeats it waits for a phone that has not changed yet. */
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

async function begin(
  deps: DeskDeps,
  tx: DeskTransaction,
  command: BeginSessionCommand,
  held: Session | null,
): Promise<Session> {
  const now = deps.clock();
  const session: Session = {
    id: deps.newId(),
    extension: command.extension,
    endpoint: command.account.endpoint,
    technology: command.account.technology,
    mac: command.mac,
    via: command.via,
    state: 'requested',
    allowedBy: command.allowedBy,
    tokenId: command.proof.tokenId,
    loginAddress: command.proof.address,
    addressIsProof: command.proof.addressIsProof,
    phoneAddress: command.proof.address,
    contactUri: null,
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
  // A phone that was taken over is told once, at the contact that it still has: see endAndTell.
  if (!held)
    await tx.addJob(
      command.mac,
      { kind: 'notify-phone', sessionId: session.id },
      now + command.notifyAfterMs,
    );
  await tx.addAudit(acceptedEntry(session, command));
  await enqueueWebhook(deps, tx, { type: 'session-requested', session });
  return session;
}

function acceptedEntry(session: Session, command: BeginSessionCommand): AuditEntry {
  return {
    at: session.requestedAt,
    ...command.by,
    action: 'login',
    mac: session.mac,
    extension: session.extension,
    details: { session: session.id, allowedBy: session.allowedBy, via: session.via },
  };
}
