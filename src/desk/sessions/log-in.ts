import { isIP } from 'node:net';
import { errorText } from '../../lib/errors';
import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { AllowedBy, Phone, Session, SipAccount, Token, Via } from '../model';
import { mustChangePin } from '../passwords/hotdesk-pin';
import { tryLogin } from '../passwords/try-password';
import type { AuditEntry } from '../ports/audit';
import { createRefusal, isRefusal, type Refusal } from '../refusals';
import { type DeskSettings, pbxAddress } from '../settings';
import { isExtensionNumber, isPassword } from '../validation';
import { type BeginSessionCommand, beginSession } from './begin-session';
import { extensionActor } from './end-session';
import { wouldInterruptCall } from './in-call';
import { refuseUnavailableTechnology } from './technology';

export interface LoginRequest {
  readonly mac: Mac;
  readonly extension: string;
  readonly password: string;
  readonly via: Via;
  /** The token of the screen URLs. */
  readonly token: Token;
  /** The source address of the request. */
  readonly address: string;
  /** What the phone claims about itself. Recorded after a correct password, and used to choose the apply method. */
  readonly claims?: Pick<Phone, 'brand' | 'model' | 'firmware'> | null;
}

/** A session that began, and whether its user must choose a new PIN. */
export type Login = Session & { readonly mustChangePin: boolean };

/** Time for a phone to show the answer before it is notified: a phone that reboots at once would not show it. */
export const SHOW_ANSWER_MS = 1_000;

/** The same for a form. Phones close an unused form after this time. */
const SHOW_FORM_MS = 60_000;

/** Logs an extension in at a phone by its password. */
export async function logIn(deps: DeskDeps, request: LoginRequest): Promise<Login | Refusal> {
  const startedAt = deps.clock();
  const settings = await deps.store.settings();
  const allowed = await checkLogin(deps, settings, request);
  if (isRefusal(allowed)) {
    await auditRefusal(deps, request, allowed, `phone ${request.mac}`);
    await deps.uniformRefusalDelay.wait(startedAt);
    return allowed;
  }
  if (settings.duringCall === 'refuse' && (await wouldInterruptCall(deps, request))) {
    const inCall = createRefusal('in-call');
    await auditRefusal(deps, request, inCall, extensionActor(request.extension));
    return inCall;
  }
  // Before the session begins: afterwards nothing may fail, because the login is done.
  const mustChange = await mustChangePin(deps, request.extension, allowed.allowedBy);
  const outcome = await beginSession(deps, await toBeginCommand(deps, request, allowed, mustChange));
  if (isRefusal(outcome)) {
    await auditRefusal(deps, request, outcome, extensionActor(request.extension));
    return outcome;
  }
  if (request.claims) await recordClaims(deps, request, request.claims);
  return { ...outcome, mustChangePin: mustChange };
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
  // Behind a proxy that forwards no address: nothing would tell the phone from others that know its page.
  if (isIP(request.address) === 0) return createRefusal('phone-not-trusted');
  if (pbxAddress(settings, request.via) === null) return createRefusal('address-not-set');
  // Before the password: no attempt counts while PINs may be missing.
  if (await deps.census.incomplete()) return createRefusal('pbx-incomplete');
  const allowedBy = await tryLogin(deps, settings, request);
  if (typeof allowedBy !== 'string') return allowedBy;
  const account = await deps.directory.sipAccount(request.extension);
  if (account) return (await refuseUnavailableTechnology(deps, account)) ?? { account, allowedBy };
  return createRefusal((await deps.census.isLost(request.extension)) ? 'pbx-incomplete' : 'no-sip-account');
}

async function toBeginCommand(
  deps: DeskDeps,
  request: LoginRequest,
  allowed: AllowedLogin,
  mustChange: boolean,
): Promise<BeginSessionCommand> {
  const { mac, extension, via, token, address } = request;
  const neighbour = await deps.neighbours.macOf(address);
  return {
    ...allowed,
    mac,
    extension,
    via,
    proof: { token, address },
    mayReplace: neighbour === null || neighbour === mac ? 'by-address' : 'by-token',
    notifyAfterMs: mustChange ? SHOW_FORM_MS : SHOW_ANSWER_MS,
    by: { actor: extensionActor(extension), address },
  };
}

/** Only logs an error: the login is done, and must not look as if it had failed. */
async function recordClaims(
  deps: DeskDeps,
  { mac, address }: LoginRequest,
  claims: NonNullable<LoginRequest['claims']>,
): Promise<void> {
  try {
    await deps.store.recordPhone({ mac, ...claims, lastSeen: { at: deps.clock(), address } });
  } catch (error) {
    deps.log.warn(
      { event: 'phone.claims-not-recorded', mac, error: errorText(error) },
      'cannot record brand and model of a phone',
    );
  }
}

/** `actor`: the extension once its password was right. */
function auditRefusal(deps: DeskDeps, request: LoginRequest, refusal: Refusal, actor: string): Promise<void> {
  const entry: AuditEntry = {
    at: deps.clock(),
    actor,
    action: 'login-refused',
    mac: request.mac,
    extension: isExtensionNumber(request.extension) ? request.extension : null,
    address: request.address,
    details: { code: refusal.refused },
  };
  return deps.recordRefusal(entry);
}
