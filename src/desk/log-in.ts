import { isInNetworks } from '../lib/ip';
import type { Mac } from '../lib/mac';
import { beginSession, type SessionOrder } from './begin-session';
import { wouldInterruptCall } from './in-call';
import type { AllowedBy, Phone, Session, SipAccount, Via } from './model';
import { mustChangePin } from './own-pin';
import { isExtensionNumber, isPassword } from './parse';
import type { DeskParts } from './parts';
import type { AuditEntry } from './ports/audit';
import { isRefusal, type Refusal, refuse } from './refusals';
import { type DeskSettings, pbxAddress } from './settings';
import { unseenToken } from './tokens';
import { tryPassword } from './try-password';

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
  if (settings.duringCall === 'refuse' && (await wouldInterruptCall(parts, request))) {
    const busy = refuse('in-call');
    await auditRefused(parts, request, busy);
    return busy;
  }
  if (request.claims) await noteClaims(parts, request, request.claims);
  const outcome = await beginSession(parts, await orderOf(parts, settings, request, allowed));
  if (isRefusal(outcome)) await auditRefused(parts, request, outcome);
  return outcome;
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
  if (pbxAddress(settings, request.via) === null) return refuse('address-not-set');
  const allowedBy = await tryPassword(parts, settings, request);
  if (typeof allowedBy !== 'string') return allowedBy;
  const account = await parts.directory.sipAccount(request.extension);
  return account ? { account, allowedBy } : refuse('no-sip-account');
}

async function orderOf(
  parts: DeskParts,
  settings: DeskSettings,
  request: LoginRequest,
  allowed: Allowed,
): Promise<SessionOrder> {
  const { mac, extension, via, address } = request;
  const mustChange = await mustChangePin(parts, extension, allowed.allowedBy);
  return {
    ...allowed,
    mac,
    extension,
    via,
    proof: {
      tokenId: await sessionTokenId(parts, request),
      cameBy: request.tokenId,
      address,
      addressIsProof: isInNetworks(address, settings.internalNetworks),
    },
    tellAfterMs: mustChange ? SHOW_FORM_MS : SHOW_ANSWER_MS,
    by: { actor: `phone ${mac}`, address },
  };
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
