import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { Session, Token } from '../model';

type TokenDeps = Pick<DeskDeps, 'store' | 'clock' | 'tokenKey'>;

/** 128 bits in base64url. */
const TOKEN_TEXT = /^[A-Za-z0-9_-]{22}$/;

/** The token of this text; null if we never issued it. */
export async function findToken(deps: TokenDeps, text: string): Promise<Token | null> {
  return TOKEN_TEXT.test(text) ? deps.store.token(hashOf(text)) : null;
}

/** The text of a token, for the URLs of its phone. */
export function tokenTextOf(deps: Pick<DeskDeps, 'tokenKey'>, token: Pick<Token, 'nonce'>): string {
  return createHmac('sha256', deps.tokenKey)
    .update(token.nonce)
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}

/** Creates a new random token. */
export function freshToken(deps: TokenDeps, mac: Mac, address: string): Promise<Token> {
  return storeToken(deps, mac, address, `${mac}|${address}|${randomBytes(16).toString('hex')}`);
}

/**
 * The token for a fetch without one from an internal network: the same at each fetch, so that the default login stays the
 * same byte for byte. A token that has had a session is a secret of its phone and is never issued again.
 */
export async function lastingToken(deps: TokenDeps, mac: Mac, address: string): Promise<Token> {
  const newest = await deps.store.newestToken(mac, address);
  return newest && !(await deps.store.hadSession(newest.id)) ? newest : freshToken(deps, mac, address);
}

/**
 * The successor of a token: the same for every request with this token from this address, so that a phone may fetch twice,
 * and a different one for each other address.
 */
function successorOf(deps: TokenDeps, token: Token, address: string): Promise<Token> {
  return storeToken(deps, token.mac, address, nonceAfter(token.id, address));
}

/** How many sessions a phone may miss without reading its config. */
const MAX_MISSED_SESSIONS = 8;

/**
 * This token, or its first successor that had no session yet, because users may have seen the tokens of their sessions.
 * After too many sessions, a fresh token. A link token stays with its phone for good.
 */
export async function rotateToken(
  deps: TokenDeps,
  token: Token,
  address: string,
  linkTokenId: string | null,
): Promise<Token> {
  if (token.id === linkTokenId) return token;
  let unused = token;
  for (let missed = 0; missed <= MAX_MISSED_SESSIONS; missed += 1) {
    if (!(await deps.store.hadSession(unused.id))) return unused;
    unused = await successorOf(deps, unused, address);
  }
  return freshToken(deps, token.mac, address);
}

/**
 * Whether a request with this token acts for a session. The token is the session token, or a predecessor from the address
 * of the login: the phone has that one until it has read its config, which its registration proves.
 */
export function tokenAuthorises(
  deps: Pick<DeskDeps, 'tokenKey'>,
  session: Pick<Session, 'tokenId' | 'loginAddress' | 'state'>,
  tokenId: string,
  address: string | null,
): boolean {
  if (tokenId === session.tokenId) return true;
  if (session.state === 'verified' || address === null || session.loginAddress !== address) return false;
  let id = tokenId;
  return Array.from({ length: MAX_MISSED_SESSIONS }, () => {
    id = successorIdOf(deps, id, address);
    return id;
  }).includes(session.tokenId);
}

/** The id that the successor of a token at this address has, whether it exists or not. */
export function successorIdOf(deps: Pick<DeskDeps, 'tokenKey'>, tokenId: string, address: string): string {
  return hashOf(tokenTextOf(deps, { nonce: nonceAfter(tokenId, address) }));
}

function nonceAfter(tokenId: string, address: string): string {
  return `${address}|after ${tokenId}`;
}

async function storeToken(deps: TokenDeps, mac: Mac, address: string, nonce: string): Promise<Token> {
  const text = tokenTextOf(deps, { nonce });
  const token: Token = { id: hashOf(text), mac, address, nonce, createdAt: deps.clock() };
  await deps.store.addToken(token);
  return token;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
