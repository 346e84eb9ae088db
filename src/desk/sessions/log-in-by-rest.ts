import { isInNetworks } from '../../lib/ip';
import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { Phone, Session, Via } from '../model';
import { isExtensionNumber } from '../parse';
import { rotateToken, successorIdOf } from '../provisioning/tokens';
import { isRefusal, type Refusal, refuse } from '../refusals';
import { pbxAddress } from '../settings';
import { beginSession, type Proof } from './begin-session';
import type { Actor } from './end-session';

export interface RestLoginRequest {
  readonly mac: Mac;
  readonly extension: string;
  readonly via: Via;
  /** The caller vouches for the token and address of the phone's last fetch. */
  readonly trustLastSeen: boolean;
  /** Who asks, for the audit. */
  readonly by: Actor;
}

/** Another PBX module logs somebody in at a phone. It goes to the proof that this phone has already given. */
export async function logInByRest(deps: DeskDeps, request: RestLoginRequest): Promise<Session | Refusal> {
  const outcome = await logInAsAsked(deps, request);
  if (isRefusal(outcome)) await auditRefused(deps, request, outcome);
  return outcome;
}

async function logInAsAsked(deps: DeskDeps, request: RestLoginRequest): Promise<Session | Refusal> {
  if (!isExtensionNumber(request.extension)) return refuse('invalid-extension');
  const settings = await deps.store.settings();
  if (pbxAddress(settings, request.via) === null) return refuse('address-not-set');
  const phone = await deps.store.phone(request.mac);
  if (!phone) return refuse('unknown-phone');
  if (!(await deps.directory.extension(request.extension))) return refuse('unknown-extension');
  const account = await deps.directory.sipAccount(request.extension);
  if (!account) return refuse('no-sip-account');
  const proof = await proofOf(deps, phone, settings.internalNetworks, request.trustLastSeen);
  if (!proof) return refuse('phone-not-trusted');
  return beginSession(deps, {
    mac: request.mac,
    extension: request.extension,
    account,
    allowedBy: 'rest',
    via: request.via,
    proof,
    notifyAfterMs: 0,
    by: request.by,
  });
}

async function proofOf(
  deps: DeskDeps,
  phone: Phone,
  internalNetworks: readonly string[],
  trustLastSeen: boolean,
): Promise<Proof | null> {
  const last = await deps.store.lastSessionAt(phone.mac);
  const isInside = (address: string | null) => address !== null && isInNetworks(address, internalNetworks);
  // A phone that was deleted and made again has another link: the old proof is gone with its token.
  if (last && (await deps.store.token(last.tokenId))) {
    const address = last.phoneAddress;
    const cameBy =
      last.endedAt === null ? last.tokenId : await tokenAfter(deps, last, phone, isInside(address));
    const tokenId = await tokenFor(deps, phone, cameBy, address);
    return { tokenId, cameBy, address, addressIsProof: isInside(address) };
  }
  if (phone.linkTokenId !== null) {
    const tokenId = phone.linkTokenId;
    return { tokenId, cameBy: tokenId, address: phone.lastSeen?.address ?? null, addressIsProof: false };
  }
  if (!trustLastSeen || !phone.lastSeen) return null;
  const { tokenId, address } = phone.lastSeen;
  return { tokenId, cameBy: tokenId, address, addressIsProof: isInside(address) };
}

/** The token for a session of a phone that has this one now. Where nobody knows the phone's address, nothing follows it. */
async function tokenFor(
  deps: DeskDeps,
  phone: Phone,
  tokenId: string,
  address: string | null,
): Promise<string> {
  const token = address === null ? null : await deps.store.token(tokenId);
  if (!token || address === null) return tokenId;
  return (await rotateToken(deps, token, address, phone.linkTokenId)).id;
}

/**
 * The token that the phone has now: with its first fetch after the session it got another one. Where its address is a
 * proof, the token of its last fetch from there is as good.
 */
async function tokenAfter(
  deps: DeskDeps,
  last: Session,
  phone: Phone,
  addressIsProof: boolean,
): Promise<string> {
  const seen = phone.lastSeen;
  if (
    addressIsProof &&
    seen &&
    seen.address === last.phoneAddress &&
    (await deps.store.token(seen.tokenId))
  ) {
    return seen.tokenId;
  }
  for (const address of [last.phoneAddress, phone.lastSeen?.address ?? null]) {
    const id = address === null ? null : successorIdOf(deps, last.tokenId, address);
    if (id !== null && (await deps.store.token(id))) return id;
  }
  return last.tokenId;
}

function auditRefused(
  deps: DeskDeps,
  { by, mac, extension }: RestLoginRequest,
  { refused }: Refusal,
): Promise<void> {
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
