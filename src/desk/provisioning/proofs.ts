import { isIP } from 'node:net';
import { isInNetworks, isSameAddress } from '../../lib/ip';
import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { Session, Token } from '../model';
import type { DeskSettings } from '../settings';
import { pageTokenAfter } from './tokens';

/** How long an address stays a proof after Asterisk has lost the contact there: a phone may be restarting. */
const ADDRESS_PROOF_MS = 30 * 60_000;

type Proven = Pick<
  Session,
  'tokenId' | 'loginTokenId' | 'loginAddress' | 'verifiedAt' | 'contactAddress' | 'contactLostAt' | 'mac'
>;

/**
 * Whether a request with this token acts for a session. That is the session's own token. Until the session is verified for
 * the first time the phone may still have the token of the login, which counts from the address of the login.
 */
export function tokenAuthorises(
  deps: Pick<DeskDeps, 'tokenKey'>,
  session: Proven,
  token: Pick<Token, 'id' | 'kind' | 'mac'>,
  address: string,
): boolean {
  if (token.id === session.tokenId) return true;
  if (token.mac !== session.mac || session.verifiedAt !== null) return false;
  // A phone that was created by an admin and never seen: the first request by its link tells its address.
  if (session.loginAddress === null)
    return isIP(address) !== 0 && token.kind === 'link' && token.id === session.loginTokenId;
  return isSameAddress(session.loginAddress, address) && isBootToken(deps, session, token, address);
}

/** Whether a phone may have this token between a login and its verification. */
function isBootToken(
  deps: Pick<DeskDeps, 'tokenKey'>,
  { loginTokenId, mac }: Proven,
  token: Pick<Token, 'id' | 'kind'>,
  address: string,
): boolean {
  if (token.kind === 'link') return true;
  // The caller of a login by REST vouched for the address, whatever token the phone there has.
  if (loginTokenId === null) return true;
  // The phone may have read the logout of the session before: then it has the page token that it got for that token.
  return token.id === loginTokenId || token.id === pageTokenAfter(deps, loginTokenId, mac, address).id;
}

/**
 * Whether the address of a request proves that it comes from the phone of a session. For phones that ask for the bare file
 * at each boot, inside only. The login came from there and is not verified yet, or Asterisk has, or had until half an hour
 * ago, a contact of the session there. Where the kernel knows the sender's MAC, it must be the phone's.
 */
export async function addressAuthorises(
  deps: Pick<DeskDeps, 'clock' | 'neighbours'>,
  session: Proven,
  address: string,
  settings: Pick<DeskSettings, 'internalNetworks' | 'requireToken'>,
): Promise<boolean> {
  const isOwn =
    session.verifiedAt === null
      ? isSameAddress(session.loginAddress, address)
      : isSameAddress(session.contactAddress, address) && !isLostFor(session, deps.clock(), ADDRESS_PROOF_MS);
  return isOwn && (await addressMayProve(deps, session.mac, address, settings));
}

/** What holds for every address proof, also for the copies of an outage: see `addressAuthorises`. */
export async function addressMayProve(
  { neighbours }: Pick<DeskDeps, 'neighbours'>,
  mac: Mac,
  address: string,
  { requireToken, internalNetworks }: Pick<DeskSettings, 'internalNetworks' | 'requireToken'>,
): Promise<boolean> {
  if (requireToken || !isInNetworks(address, internalNetworks)) return false;
  const neighbour = await neighbours.macOf(address);
  return neighbour === null || neighbour === mac;
}

/** Whether Asterisk has had no contact of the session for so long. */
export function isLostFor(
  { contactLostAt }: Pick<Session, 'contactLostAt'>,
  now: number,
  milliseconds: number,
): boolean {
  return contactLostAt !== null && Math.abs(now - contactLostAt) >= milliseconds;
}

/**
 * Whether only the phone of this session can have the token: that of the running session, or the page token that the phone
 * got at its own address in exchange after the end. The ended token itself is known to its user.
 */
export function isTokenSince(
  deps: Pick<DeskDeps, 'tokenKey'>,
  last: Pick<Session, 'tokenId' | 'mac' | 'phoneAddress' | 'endedAt'>,
  token: Pick<Token, 'id' | 'mac'>,
): boolean {
  if (token.mac !== last.mac) return false;
  if (last.endedAt === null) return token.id === last.tokenId;
  const { tokenId, mac, phoneAddress } = last;
  return (
    phoneAddress !== null &&
    isIP(phoneAddress) !== 0 &&
    token.id === pageTokenAfter(deps, tokenId, mac, phoneAddress).id
  );
}
