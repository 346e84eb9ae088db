import { isInNetworks } from '../../lib/ip';
import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { Phone, Session, Via } from '../model';
import { createRefusal, isRefusal, type Refusal } from '../refusals';
import { type DeskSettings, pbxAddress } from '../settings';
import { isExtensionNumber } from '../validation';
import { beginSession, type LoginProof } from './begin-session';
import type { Actor } from './end-session';
import { refuseUnavailableTechnology } from './technology';

export interface RestLoginRequest {
  readonly mac: Mac;
  readonly extension: string;
  readonly via: Via;
  /** The caller vouches that the phone is at this address; null: something else must prove where it is. */
  readonly trustAddress: string | null;
  /** The caller, for the audit. */
  readonly by: Actor;
}

/** Logs an extension in at a phone on behalf of a REST client. The account goes to the address that the caller vouches for. */
export async function logInByRest(deps: DeskDeps, request: RestLoginRequest): Promise<Session | Refusal> {
  const outcome = await logInAtKnownPhone(deps, request);
  if (isRefusal(outcome)) await auditRefusal(deps, request, outcome);
  return outcome;
}

async function logInAtKnownPhone(deps: DeskDeps, request: RestLoginRequest): Promise<Session | Refusal> {
  if (!isExtensionNumber(request.extension)) return createRefusal('invalid-extension');
  const settings = await deps.store.settings();
  if (pbxAddress(settings, request.via) === null) return createRefusal('address-not-set');
  const phone = await deps.store.phone(request.mac);
  if (!phone) return createRefusal('unknown-phone');
  if (await deps.census.incomplete()) return createRefusal('pbx-incomplete');
  const extension = await deps.directory.extension(request.extension);
  const account = extension && (await deps.directory.sipAccount(request.extension));
  if (!account && (await deps.census.isLost(request.extension))) return createRefusal('pbx-incomplete');
  if (!extension) return createRefusal('unknown-extension');
  if (!account) return createRefusal('no-sip-account');
  const unavailable = await refuseUnavailableTechnology(deps, account);
  if (unavailable) return unavailable;
  const proof = await proofOf(deps, phone, request, settings);
  if (!proof) return createRefusal('phone-not-trusted');
  return beginSession(deps, {
    mac: request.mac,
    extension: request.extension,
    account,
    allowedBy: 'rest',
    via: request.via,
    proof,
    mayReplace: 'always',
    notifyAfterMs: 0,
    by: request.by,
  });
}

async function proofOf(
  deps: DeskDeps,
  phone: Phone,
  { trustAddress, via }: RestLoginRequest,
  { internalNetworks }: DeskSettings,
): Promise<LoginProof | null> {
  if (trustAddress !== null) {
    // A phone that is outside cannot reach the internal address; what answers there is another one.
    if (via === 'internal' && !isInNetworks(trustAddress, internalNetworks)) return null;
    return { token: null, address: trustAddress };
  }
  // A phone that an admin has just created, and whose link nobody has used.
  if (phone.linkTokenId !== null && !phone.linkUsed) {
    return {
      token: { kind: 'link', id: phone.linkTokenId, mac: phone.mac },
      address: null,
    };
  }
  const last = await deps.store.lastSessionAt(phone.mac);
  // The same login again, while the phone has not answered the first one: its proof was accepted then.
  if (last?.endedAt === null && last.allowedBy === 'rest' && last.verifiedAt === null) {
    return loginProofOf(phone, last);
  }
  return neighbourProof(deps, phone, last);
}

/**
 * The kernel knows that the phone itself is at the address where it was seen last. Nothing else that a request has said
 * before proves that: users have seen the phone's URLs, and anybody with a PIN can log in under its MAC.
 */
async function neighbourProof(
  { neighbours }: Pick<DeskDeps, 'neighbours'>,
  { mac, lastSeen }: Phone,
  last: Session | null,
): Promise<LoginProof | null> {
  for (const address of [lastSeen?.address ?? null, last?.phoneAddress ?? null]) {
    if (address !== null && (await neighbours.macOf(address)) === mac) return { token: null, address };
  }
  return null;
}

function loginProofOf({ mac, linkTokenId }: Phone, { loginTokenId, loginAddress }: Session): LoginProof {
  if (loginTokenId === null) return { token: null, address: loginAddress };
  const kind = loginTokenId === linkTokenId ? 'link' : 'session';
  return { token: { kind, id: loginTokenId, mac }, address: loginAddress };
}

function auditRefusal(
  deps: DeskDeps,
  { by, mac, extension }: RestLoginRequest,
  { refused }: Refusal,
): Promise<void> {
  const { actor, address: source } = by;
  const fields = { event: 'login.refused', reason: refused, extension, mac, source, actor };
  deps.log.info(fields, 'refused a login by REST');
  return deps.store.transaction((tx) =>
    tx.addAudit({
      at: deps.clock(),
      ...by,
      action: 'login-refused',
      mac,
      extension: isExtensionNumber(extension) ? extension : null,
      details: { code: refused },
    }),
  );
}
