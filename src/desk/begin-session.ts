import type { Mac } from '../lib/mac';
import { type Doer, endAndTell } from './end-session';
import type { AllowedBy, Session, SipAccount, Via } from './model';
import { orderWebhook } from './order-webhook';
import type { DeskParts } from './parts';
import type { AuditEntry } from './ports/audit';
import type { DeskTransaction } from './ports/store';
import { isRefusal, type Refusal, refuse } from './refusals';
import { speaksFor } from './tokens';

/** The proof by which the phone of a session may fetch its account. */
export interface Proof {
  readonly tokenId: string;
  /** The token that the login itself came through: the same, or the one before. */
  readonly cameBy: string;
  readonly address: string | null;
  readonly addressIsProof: boolean;
}

export interface SessionOrder {
  readonly mac: Mac;
  readonly extension: string;
  readonly account: SipAccount;
  readonly allowedBy: AllowedBy;
  readonly via: Via;
  readonly proof: Proof;
  readonly tellAfterMs: number;
  readonly by: Doer;
}

/** Gives a phone to an extension: ends what must end, begins the session, and has both phones told. */
export async function beginSession(parts: DeskParts, order: SessionOrder): Promise<Session | Refusal> {
  const ended: Session[] = [];
  const outcome = await parts.store.transaction(async (tx) => {
    ended.length = 0;
    if (!(await tx.phone(order.mac))) return refuse('unknown-phone');
    const held = await tx.activeSessionAt(order.mac);
    if (held && isSameLogin(parts, held, order)) return tellAgain(parts, tx, held, order);
    if (held) ended.push(await endAndTell(parts, tx, held, 'replaced', order.by, order.tellAfterMs));
    for (const elsewhere of await tx.activeSessionsOf(order.extension)) {
      if (elsewhere.mac !== order.mac)
        ended.push(await endAndTell(parts, tx, elsewhere, 'moved', order.by, 0));
    }
    return begin(parts, tx, order, held);
  });
  if (isRefusal(outcome)) return outcome;
  for (const session of ended) parts.announce({ type: 'session-ended', session });
  parts.announce({ type: 'session-requested', session: outcome });
  parts.effectsAwait();
  return outcome;
}

function isSameLogin(parts: DeskParts, held: Session, order: SessionOrder): boolean {
  const { cameBy, address } = order.proof;
  return (
    held.extension === order.extension &&
    held.via === order.via &&
    held.loginAddress === address &&
    speaksFor(parts, held, cameBy, address)
  );
}

/** The same login once more: whoever repeats it waits for a phone that has not changed yet. */
async function tellAgain(
  parts: DeskParts,
  tx: DeskTransaction,
  session: Session,
  order: SessionOrder,
): Promise<Session> {
  if (session.state !== 'verified') {
    await tx.addEffect(
      session.mac,
      { kind: 'tell-phone', sessionId: session.id },
      parts.clock() + order.tellAfterMs,
    );
  }
  return session;
}

async function begin(
  parts: DeskParts,
  tx: DeskTransaction,
  order: SessionOrder,
  held: Session | null,
): Promise<Session> {
  const now = parts.clock();
  const session: Session = {
    id: parts.newId(),
    extension: order.extension,
    endpoint: order.account.endpoint,
    technology: order.account.technology,
    mac: order.mac,
    via: order.via,
    state: 'requested',
    allowedBy: order.allowedBy,
    tokenId: order.proof.tokenId,
    loginAddress: order.proof.address,
    addressIsProof: order.proof.addressIsProof,
    phoneAddress: order.proof.address,
    contactUri: null,
    requestedAt: now,
    servedAt: null,
    verifiedAt: null,
    endedAt: null,
    endReason: null,
    toldAt: null,
    waysTried: 0,
    unverifiedAt: null,
    servedPrint: null,
    toldPrint: null,
  };
  await tx.beginSession(session);
  // A phone that was taken over is told once, at the contact that it still has: see endAndTell.
  if (!held)
    await tx.addEffect(order.mac, { kind: 'tell-phone', sessionId: session.id }, now + order.tellAfterMs);
  await tx.addAudit(acceptedEntry(session, order));
  await orderWebhook(parts, tx, { type: 'session-requested', session });
  return session;
}

function acceptedEntry(session: Session, order: SessionOrder): AuditEntry {
  return {
    at: session.requestedAt,
    ...order.by,
    action: 'login',
    mac: session.mac,
    extension: session.extension,
    details: { session: session.id, allowedBy: session.allowedBy, via: session.via },
  };
}
