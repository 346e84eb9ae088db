import { isInNetworks } from '../../lib/ip';
import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { Phone, Session, Via } from '../model';
import { rotateToken, successorIdOf } from '../provisioning/tokens';
import { createRefusal, isRefusal, type Refusal } from '../refusals';
import { pbxAddress } from '../settings';
import { isExtensionNumber } from '../validation';
import { beginSession, type Proof } from './begin-session';
import type { Actor } from './end-session';

export interface RestLoginRequest {
  readonly mac: Mac;
  readonly extension: string;
  readonly via: Via;
  /** The caller vouches for the token and address of the phone's last fetch. */
  readonly trustLastSeen: boolean;
  /** The caller, for the audit. */
  readonly by: Actor;
}

/** Logs an extension in at a phone on behalf of a REST client. The account goes to the proof that the phone has given before. */
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
  if (!(await deps.directory.extension(request.extension))) return createRefusal('unknown-extension');
  const account = await deps.directory.sipAccount(request.extension);
  if (!account) return createRefusal('no-sip-account');
  const proof = await proofOf(deps, phone, settings.internalNetworks, request.trustLastSeen);
  if (!proof) return createRefusal('phone-not-trusted');
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
  // A phone that was deleted and created again has a new link token. The old token, and with it the old proof, is gone.
  if (last && (await deps.store.token(last.tokenId))) {
    const address = last.phoneAddress;
    const loginTokenId =
      last.endedAt === null ? last.tokenId : await currentTokenOf(deps, last, phone, isInside(address));
    const tokenId = await sessionTokenFor(deps, phone, loginTokenId, address);
    return { tokenId, loginTokenId, address, addressIsProof: isInside(address) };
  }
  if (phone.linkTokenId !== null) {
    const tokenId = phone.linkTokenId;
    return {
      tokenId,
      loginTokenId: tokenId,
      address: phone.lastSeen?.address ?? null,
      addressIsProof: false,
    };
  }
  if (!trustLastSeen || !phone.lastSeen) return null;
  const { tokenId, address } = phone.lastSeen;
  return { tokenId, loginTokenId: tokenId, address, addressIsProof: isInside(address) };
}

/** The session token for a phone that has this token now. Without a known address there is no successor. */
async function sessionTokenFor(
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
 * The token that the phone has now: its first fetch after the last session got a successor. If its address is a proof, the
 * token of its last fetch from that address counts too.
 */
async function currentTokenOf(
  deps: DeskDeps,
  last: Session,
  phone: Phone,
  addressIsProof: boolean,
): Promise<string> {
  const { lastSeen } = phone;
  if (
    addressIsProof &&
    lastSeen &&
    lastSeen.address === last.phoneAddress &&
    (await deps.store.token(lastSeen.tokenId))
  ) {
    return lastSeen.tokenId;
  }
  for (const address of [last.phoneAddress, phone.lastSeen?.address ?? null]) {
    const id = address === null ? null : successorIdOf(deps, last.tokenId, address);
    if (id !== null && (await deps.store.token(id))) return id;
  }
  return last.tokenId;
}

function auditRefusal(
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
