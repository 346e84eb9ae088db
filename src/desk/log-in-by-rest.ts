import { isInNetworks } from '../lib/ip';
import type { Mac } from '../lib/mac';
import { beginSession, type Proof } from './begin-session';
import type { Doer } from './end-session';
import type { Phone, Session, Via } from './model';
import { isExtensionNumber } from './parse';
import type { DeskParts } from './parts';
import { isRefusal, type Refusal, refuse } from './refusals';
import { pbxAddress } from './settings';
import { successorIdOf, unseenToken } from './tokens';

export interface RestLoginRequest {
  readonly mac: Mac;
  readonly extension: string;
  readonly via: Via;
  /** The caller vouches for the token and address of the phone's last fetch. */
  readonly trustLastSeen: boolean;
  /** Who asks, for the audit. */
  readonly by: Doer;
}

/** Another PBX module logs somebody in at a phone. It goes to the proof that this phone has already given. */
export async function logInByRest(parts: DeskParts, request: RestLoginRequest): Promise<Session | Refusal> {
  const outcome = await logInAsAsked(parts, request);
  if (isRefusal(outcome)) await auditRefused(parts, request, outcome);
  return outcome;
}

async function logInAsAsked(parts: DeskParts, request: RestLoginRequest): Promise<Session | Refusal> {
  if (!isExtensionNumber(request.extension)) return refuse('invalid-extension');
  const settings = await parts.store.settings();
  if (pbxAddress(settings, request.via) === null) return refuse('address-not-set');
  const phone = await parts.store.phone(request.mac);
  if (!phone) return refuse('unknown-phone');
  if (!(await parts.directory.extension(request.extension))) return refuse('unknown-extension');
  const account = await parts.directory.sipAccount(request.extension);
  if (!account) return refuse('no-sip-account');
  const proof = await proofOf(parts, phone, settings.internalNetworks, request.trustLastSeen);
  if (!proof) return refuse('phone-not-trusted');
  return beginSession(parts, {
    mac: request.mac,
    extension: request.extension,
    account,
    allowedBy: 'rest',
    via: request.via,
    proof,
    tellAfterMs: 0,
    by: request.by,
  });
}

async function proofOf(
  parts: DeskParts,
  phone: Phone,
  internalNetworks: readonly string[],
  trustLastSeen: boolean,
): Promise<Proof | null> {
  const last = await parts.store.lastSessionAt(phone.mac);
  const isInside = (address: string | null) => address !== null && isInNetworks(address, internalNetworks);
  // A phone that was deleted and made again has another link: the old proof is gone with its token.
  if (last && (await parts.store.token(last.tokenId))) {
    const address = last.phoneAddress;
    const cameBy =
      last.endedAt === null ? last.tokenId : await tokenAfter(parts, last, phone, isInside(address));
    const tokenId = await tokenFor(parts, phone, cameBy, address);
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
  parts: DeskParts,
  phone: Phone,
  tokenId: string,
  address: string | null,
): Promise<string> {
  const token = address === null ? null : await parts.store.token(tokenId);
  if (!token || address === null) return tokenId;
  return (await unseenToken(parts, token, address, phone.linkTokenId)).id;
}

/**
 * The token that the phone has now: with its first fetch after the session it got another one. Where its address is a
 * proof, the token of its last fetch from there is as good.
 */
async function tokenAfter(
  parts: DeskParts,
  last: Session,
  phone: Phone,
  addressIsProof: boolean,
): Promise<string> {
  const seen = phone.lastSeen;
  if (
    addressIsProof &&
    seen &&
    seen.address === last.phoneAddress &&
    (await parts.store.token(seen.tokenId))
  ) {
    return seen.tokenId;
  }
  for (const address of [last.phoneAddress, phone.lastSeen?.address ?? null]) {
    const id = address === null ? null : successorIdOf(parts, last.tokenId, address);
    if (id !== null && (await parts.store.token(id))) return id;
  }
  return last.tokenId;
}

function auditRefused(
  parts: DeskParts,
  { by, mac, extension }: RestLoginRequest,
  { refused }: Refusal,
): Promise<void> {
  return parts.store.transaction((tx) =>
    tx.addAudit({
      at: parts.clock(),
      ...by,
      action: 'login-refused',
      mac,
      extension: isExtensionNumber(extension) ? extension : null,
      details: { code: refused },
    }),
  );
}
