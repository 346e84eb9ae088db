import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Mac } from './mac';
import type { Session, Token } from './model';
import type { DeskParts } from './parts';

type TokenParts = Pick<DeskParts, 'store' | 'clock' | 'tokenKey'>;

/** 128 bits in the letters of a URL. */
const TOKEN_TEXT = /^[A-Za-z0-9_-]{22}$/;

/** The token of this text, or null when we never gave it. */
export async function recogniseToken(parts: TokenParts, text: string): Promise<Token | null> {
  return TOKEN_TEXT.test(text) ? parts.store.token(hashOf(text)) : null;
}

/** The text of a token, for the URLs of its phone. */
export function textOf(parts: Pick<DeskParts, 'tokenKey'>, token: Pick<Token, 'nonce'>): string {
  return createHmac('sha256', parts.tokenKey)
    .update(token.nonce)
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}

/** A token that nobody has seen yet. */
export function freshToken(parts: TokenParts, mac: Mac, address: string): Promise<Token> {
  return keepToken(parts, mac, address, `${mac}|${address}|${randomBytes(16).toString('hex')}`);
}

/**
 * The token that a phone without one gets inside: the same at each fetch, so that its default login stays the same
 * byte for byte. A token that a login came through is its phone's secret and is never given a second time.
 */
export async function lastingToken(parts: TokenParts, mac: Mac, address: string): Promise<Token> {
  const newest = await parts.store.newestToken(mac, address);
  return newest && !newest.usedByLogin ? newest.token : freshToken(parts, mac, address);
}

/**
 * The token that follows one whose session has ended: the same for whoever brings that one from this address, so that
 * a phone may ask twice, and another one for whoever brings it from elsewhere.
 */
export function successorOf(parts: TokenParts, token: Token, address: string): Promise<Token> {
  return keepToken(parts, token.mac, address, nonceAfter(token.id, address));
}

/** The id that the successor of a token has, should somebody have brought that token from this address. */
export function successorIdOf(parts: Pick<DeskParts, 'tokenKey'>, tokenId: string, address: string): string {
  return hashOf(textOf(parts, { nonce: nonceAfter(tokenId, address) }));
}

/**
 * Whether a token is the one of a session, or came after it: a phone that is logged in by REST may get its next token
 * in the very moment of the login.
 */
export function isTokenOf(session: Pick<Session, 'tokenId'>, token: Token): boolean {
  return token.id === session.tokenId || token.nonce === nonceAfter(session.tokenId, token.address);
}

function nonceAfter(tokenId: string, address: string): string {
  return `${address}|after ${tokenId}`;
}

async function keepToken(parts: TokenParts, mac: Mac, address: string, nonce: string): Promise<Token> {
  const text = textOf(parts, { nonce });
  const token: Token = { id: hashOf(text), mac, address, nonce, createdAt: parts.clock() };
  await parts.store.addToken(token);
  return token;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
