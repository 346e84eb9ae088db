import { isInNetworks } from '../lib/ip';
import type { Mac } from '../lib/mac';
import { type Doer, endAndTell } from './end-session';
import { isInCall } from './in-call';
import type { AllowedBy, Phone, Session, SipAccount, Via } from './model';
import { orderWebhook } from './order-webhook';
import { mustChangePin } from './own-pin';
import { isExtensionNumber, isPassword } from './parse';
import type { DeskParts } from './parts';
import type { AuditEntry } from './ports/audit';
import type { DeskTransaction } from './ports/store';
import { isRefusal, type Refusal, refuse } from './refusals';
import type { DeskSettings } from './settings';
import { speaksFor, unseenToken } from './tokens';
import { tryPassword } from './try-password';

/** The proof by which the phone of a session may fetch its account. */
export interface Proof {
  readonly tokenId: string;
  /** The token that the login itself came through: the same, or the one before. */
  readonly cameBy: string;
  readonly address: string | null;
  readonly addressIsProof: boolean;
}

export interface LoginRequest {
  readonly mac: Mac;
  readonly extension: string;
  readonly password: string;
  readonly via: Via;
  /** The token of the screens through which the login came. */
  readonly tokenId: string;
  /** The source address of the request. */
  readonly address: string;
  /** What the phone says of itself. With a right password it is believed: by this the phone is told. */
  readonly claims?: Pick<Phone, 'brand' | 'model' | 'firmware'> | null;
}

/** How long a phone shows its answer before it is told to read its config: a phone that reboots at once shows none. */
export const SHOW_ANSWER_MS = 1_000;

/** The same for a form that is to be filled in: phones close one that nobody uses after this time. */
const SHOW_FORM_MS = 60_000;

/** Somebody types extension and password at a phone. */
export async function logIn(parts: DeskParts, request: LoginRequest): Promise<Session | Refusal> {
  const begun = parts.clock();
  const settings = await parts.store.settings();
  const allowed = await mayLogIn(parts, settings, request);
  if (isRefusal(allowed)) {
    await auditRefused(parts, request, allowed);
    await parts.refusalPace.wait(begun);
    return allowed;
  }
  if (settings.duringCall === 'refuse' && (await wouldInterrupt(parts, request))) {
    const busy = refuse('in-call');
    await auditRefused(parts, request, busy);
    return busy;
  }
  if (request.claims) await noteClaims(parts, request, request.claims);
  const inside = isInNetworks(request.address, settings.internalNetworks);
  const mustChange = await mustChangePin(parts, request.extension, allowed.allowedBy);
  const outcome = await beginSession(parts, {
    ...allowed,
    mac: request.mac,
    extension: request.extension,
    via: request.via,
    proof: {
      tokenId: await sessionTokenId(parts, request),
      cameBy: request.tokenId,
      address: request.address,
      addressIsProof: inside,
    },
    tellAfterMs: mustChange ? SHOW_FORM_MS : SHOW_ANSWER_MS,
    by: { actor: `phone ${request.mac}`, address: request.address },
  });
  if (isRefusal(outcome)) await auditRefused(parts, request, outcome);
  return outcome;
}

/** Whether a phone that this login takes away, or this phone itself, is in a call. Without Asterisk nobody knows of one. */
async function wouldInterrupt(
  parts: DeskParts,
  { mac, extension }: Pick<LoginRequest, 'mac' | 'extension'>,
): Promise<boolean> {
  const held = await parts.store.activeSessionAt(mac);
  const sessions = [...(held ? [held] : []), ...(await parts.store.activeSessionsOf(extension))];
  const calls = sessions.map((session) => isInCall(parts, session).catch(() => false));
  return (await Promise.all(calls)).includes(true);
}

async function noteClaims(
  parts: DeskParts,
  { mac, address, tokenId }: LoginRequest,
  claims: NonNullable<LoginRequest['claims']>,
): Promise<void> {
  await parts.store.notePhone({ mac, ...claims, lastSeen: { at: parts.clock(), address, tokenId } });
}

async function sessionTokenId(parts: DeskParts, { mac, tokenId, address }: LoginRequest): Promise<string> {
  const [token, phone] = await Promise.all([parts.store.token(tokenId), parts.store.phone(mac)]);
  return token ? (await unseenToken(parts, token, address, phone?.linkTokenId ?? null)).id : tokenId;
}

interface Allowed {
  readonly account: SipAccount;
  readonly allowedBy: AllowedBy;
}

async function mayLogIn(
  parts: DeskParts,
  settings: DeskSettings,
  request: LoginRequest,
): Promise<Allowed | Refusal> {
  if (!isExtensionNumber(request.extension)) return refuse('invalid-extension');
  if (!isPassword(request.password)) return refuse('invalid-password');
  if (addressOf(settings, request.via) === null) return refuse('address-not-set');
  const allowedBy = await tryPassword(parts, settings, request);
  if (typeof allowedBy !== 'string') return allowedBy;
  const account = await parts.directory.sipAccount(request.extension);
  return account ? { account, allowedBy } : refuse('no-sip-account');
}

export function addressOf(settings: DeskSettings, via: Via): string | null {
  return via === 'internal' ? settings.internalAddress : settings.externalAddress;
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

function auditRefused(parts: DeskParts, request: LoginRequest, refusal: Refusal): Promise<void> {
  const entry: AuditEntry = {
    at: parts.clock(),
    actor: `phone ${request.mac}`,
    action: 'login-refused',
    mac: request.mac,
    extension: isExtensionNumber(request.extension) ? request.extension : null,
    address: request.address,
    details: { code: refusal.refused },
  };
  return parts.noteRefusal(entry);
}
