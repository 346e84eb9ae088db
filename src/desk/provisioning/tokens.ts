import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { Session, Token } from '../model';

type TokenDeps = Pick<DeskDeps, 'store' | 'clock' | 'tokenKey'>;

/** 128 bits in the letters of a URL. */
const TOKEN_TEXT = /^[A-Za-z0-9_-]{22}$/;

/** The token of this text, or null when we never gave it. */
export async function findToken(deps: TokenDeps, text: string): Promise<Token | null> {
  return TOKEN_TEXT.test(text) ? deps.store.token(hashOf(text)) : null;
}

/** The text of a token, for the URLs of its phone. */
export function textOf(deps: Pick<DeskDeps, 'tokenKey'>, token: Pick<Token, 'nonce'>): string {
  return createHmac('sha256', deps.tokenKey)
    .update(token.nonce)
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}

/** A token that nobody has seen yet. */
export function freshToken(deps: TokenDeps, mac: Mac, address: string): Promise<Token> {
  return storeToken(deps, mac, address, `${mac}|${address}|${randomBytes(16).toString('hex')}`);
}

/**
 * The token that a phone without one gets inside: the same at each fetch, so that its default login stays the same
 * byte for byte. A token that a login came through is its phone's secret and is never given a second time.
 */
export async function lastingToken(deps: TokenDeps, mac: Mac, address: string): Promise<Token> {
  const newest = await deps.store.newestToken(mac, address);
  return newest && !(await deps.store.hadSession(newest.id)) ? newest : freshToken(deps, mac, address);
}

/**
 * The token that follows this one: the same for whoever brings this one from this address, so that a phone may ask twice,
 * and another one for whoever brings it from elsewhere.
 */
function successorOf(deps: TokenDeps, token: Token, address: string): Promise<Token> {
  return storeToken(deps, token.mac, address, nonceAfter(token.id, address));
}

/** How many sessions may have come and gone at a phone that has not read its config meanwhile. */
const MOST_MISSED = 8;

/**
 * This token, or the first that follows it which had no session yet: whoever was logged in by one may have seen it. Where
 * too many had one, a fresh token. The link of a phone that an admin made is that phone's for good.
 */
export async function rotateToken(
  deps: TokenDeps,
  token: Token,
  address: string,
  linkTokenId: string | null,
): Promise<Token> {
  if (token.id === linkTokenId) return token;
  let unused = token;
  for (let missed = 0; missed <= MOST_MISSED; missed += 1) {
    if (!(await deps.store.hadSession(unused.id))) return unused;
    unused = await successorOf(deps, unused, address);
  }
  return freshToken(deps, token.mac, address);
}

/**
 * Whether a request with this token speaks for a session: the token is the session's, or one before it that comes from
 * where the login came, for the phone has that one until it has read its config, which its registration shows.
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
  return Array.from({ length: MOST_MISSED }, () => {
    id = successorIdOf(deps, id, address);
    return id;
  }).includes(session.tokenId);
}

/** The id that the successor of a token has, should somebody have brought that token from this address. */
export function successorIdOf(deps: Pick<DeskDeps, 'tokenKey'>, tokenId: string, address: string): string {
  return hashOf(textOf(deps, { nonce: nonceAfter(tokenId, address) }));
}

function nonceAfter(tokenId: string, address: string): string {
  return `${address}|after ${tokenId}`;
}

async function storeToken(deps: TokenDeps, mac: Mac, address: string, nonce: string): Promise<Token> {
  const text = textOf(deps, { nonce });
  const token: Token = { id: hashOf(text), mac, address, nonce, createdAt: deps.clock() };
  await deps.store.addToken(token);
  return token;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
