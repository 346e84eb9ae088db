import { isInNetworks } from '../../lib/ip';
import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { AllowedBy, Phone, Session, SipAccount, Via } from '../model';
import { mustChangePin } from '../passwords/hotdesk-pin';
import { tryPassword } from '../passwords/try-password';
import type { AuditEntry } from '../ports/audit';
import { rotateToken } from '../provisioning/tokens';
import { createRefusal, isRefusal, type Refusal } from '../refusals';
import { type DeskSettings, pbxAddress } from '../settings';
import { isExtensionNumber, isPassword } from '../validation';
import { type BeginSessionCommand, beginSession } from './begin-session';
import { wouldInterruptCall } from './in-call';

export interface LoginRequest {
  readonly mac: Mac;
  readonly extension: string;
  readonly password: string;
  readonly via: Via;
  /** The token of the screen URLs. */
  readonly tokenId: string;
  /** The source address of the request. */
  readonly address: string;
  /** What the phone claims about itself. Recorded after a correct password, and used to choose the apply method. */
  readonly claims?: Pick<Phone, 'brand' | 'model' | 'firmware'> | null;
}

/** Time for a phone to show the answer before it is notified: a phone that reboots at once would not show it. */
export const SHOW_ANSWER_MS = 1_000;

/** The same for a form. Phones close an unused form after this time. */
const SHOW_FORM_MS = 60_000;

/** Logs an extension in at a phone by its password. */
export async function logIn(deps: DeskDeps, request: LoginRequest): Promise<Session | Refusal> {
  const startedAt = deps.clock();
  const settings = await deps.store.settings();
  const allowed = await checkLogin(deps, settings, request);
  if (isRefusal(allowed)) {
    await auditRefusal(deps, request, allowed);
    await deps.uniformRefusalDelay.wait(startedAt);
    return allowed;
  }
  if (settings.duringCall === 'refuse' && (await wouldInterruptCall(deps, request))) {
    const inCall = createRefusal('in-call');
    await auditRefusal(deps, request, inCall);
    return inCall;
  }
  if (request.claims) await recordClaims(deps, request, request.claims);
  const outcome = await beginSession(deps, await toBeginCommand(deps, settings, request, allowed));
  if (isRefusal(outcome)) await auditRefusal(deps, request, outcome);
  return outcome;
}

interface AllowedLogin {
  readonly account: SipAccount;
  readonly allowedBy: AllowedBy;
}

async function checkLogin(
  deps: DeskDeps,
  settings: DeskSettings,
  request: LoginRequest,
): Promise<AllowedLogin | Refusal> {
  if (!isExtensionNumber(request.extension)) return createRefusal('invalid-extension');
  if (!isPassword(request.password)) return createRefusal('invalid-password');
  if (pbxAddress(settings, request.via) === null) return createRefusal('address-not-set');
  const allowedBy = await tryPassword(deps, settings, request);
  if (typeof allowedBy !== 'string') return allowedBy;
  const account = await deps.directory.sipAccount(request.extension);
  return account ? { account, allowedBy } : createRefusal('no-sip-account');
}

async function toBeginCommand(
  deps: DeskDeps,
  settings: DeskSettings,
  request: LoginRequest,
  allowed: AllowedLogin,
): Promise<BeginSessionCommand> {
  const { mac, extension, via, address } = request;
  const mustChange = await mustChangePin(deps, extension, allowed.allowedBy);
  return {
    ...allowed,
    mac,
    extension,
    via,
    proof: {
      tokenId: await sessionTokenId(deps, request),
      loginTokenId: request.tokenId,
      address,
      addressIsProof: isInNetworks(address, settings.internalNetworks),
    },
    notifyAfterMs: mustChange ? SHOW_FORM_MS : SHOW_ANSWER_MS,
    by: { actor: `phone ${mac}`, address },
  };
}

async function recordClaims(
  deps: DeskDeps,
  { mac, address, tokenId }: LoginRequest,
  claims: NonNullable<LoginRequest['claims']>,
): Promise<void> {
  await deps.store.recordPhone({ mac, ...claims, lastSeen: { at: deps.clock(), address, tokenId } });
}

async function sessionTokenId(deps: DeskDeps, { mac, tokenId, address }: LoginRequest): Promise<string> {
  const [token, phone] = await Promise.all([deps.store.token(tokenId), deps.store.phone(mac)]);
  return token ? (await rotateToken(deps, token, address, phone?.linkTokenId ?? null)).id : tokenId;
}

function auditRefusal(deps: DeskDeps, request: LoginRequest, refusal: Refusal): Promise<void> {
  const entry: AuditEntry = {
    at: deps.clock(),
    actor: `phone ${request.mac}`,
    action: 'login-refused',
    mac: request.mac,
    extension: isExtensionNumber(request.extension) ? request.extension : null,
    address: request.address,
    details: { code: refusal.refused },
  };
  return deps.recordRefusal(entry);
}
