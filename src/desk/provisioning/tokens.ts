import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { deriveKey } from '../../lib/encryption';
import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { Session, Token } from '../model';

type KeyDeps = Pick<DeskDeps, 'tokenKey'>;

/** 128 random bits in base64url: session tokens and links. */
const SECRET_TOKEN = /^[A-Za-z0-9_-]{22}$/;
/** Page tokens: MAC, nonce and signature. */
const PAGE_TOKEN = /^[A-Za-z0-9_-]{32}$/;

const MAC_BYTES = 6;
const NONCE_BYTES = 6;
const SIGNATURE_BYTES = 12;

/** Whether a text has the form of a token. It must not be logged then. */
export function isTokenText(text: string): boolean {
  return SECRET_TOKEN.test(text) || PAGE_TOKEN.test(text);
}

/** The token of this text; null if we never issued it. Page tokens are in no table. */
export async function findToken(
  deps: Pick<DeskDeps, 'store' | 'tokenKey'>,
  text: string,
): Promise<Token | null> {
  if (PAGE_TOKEN.test(text)) return readPageToken(deps, text);
  if (!SECRET_TOKEN.test(text)) return null;
  const id = tokenIdOf(text);
  const session = await deps.store.sessionOfToken(id);
  if (session) return { kind: 'session', id, mac: session.mac, text };
  const phone = await deps.store.phoneOfLink(id);
  return phone && { kind: 'link', id, mac: phone.mac, text };
}

/** A nonce for the token of a new session. The database holds it, but not the token. */
export function newSessionNonce(): string {
  return randomBytes(16).toString('hex');
}

/** The token of a session, which nobody has seen before its phone gets it. */
export function sessionTokenOf(
  deps: KeyDeps,
  { tokenNonce, mac }: Pick<Session, 'tokenNonce' | 'mac'>,
): Token {
  const signature = createHmac('sha256', deriveKey(deps.tokenKey, 'session tokens')).update(tokenNonce);
  const text = signature.digest().subarray(0, 16).toString('base64url');
  return { kind: 'session', id: tokenIdOf(text), mac, text };
}

/** A new link for a phone that an admin creates. Only its id is stored. */
export function newLink(mac: Mac): Token {
  const text = randomBytes(16).toString('base64url');
  return { kind: 'link', id: tokenIdOf(text), mac, text };
}

/** A page token that nobody else gets. */
export function freshPageToken(deps: KeyDeps, mac: Mac): Token {
  return pageToken(deps, mac, randomBytes(NONCE_BYTES));
}

/** The page token of a phone that has none: the same at each fetch from this address, so that its config stays the same. */
export function lastingPageToken(deps: KeyDeps, mac: Mac, address: string): Token {
  return pageToken(deps, mac, nonceFrom(deps, `lasting ${mac} ${address}`));
}

/**
 * The page token of a phone that shows the token of an ended session. It is the same at each fetch from this address, and
 * differs from what others get who know that token.
 */
export function pageTokenAfter(deps: KeyDeps, tokenId: string, mac: Mac, address: string): Token {
  return pageToken(deps, mac, nonceFrom(deps, `after ${tokenId} ${address}`));
}

/** The id of a token: the hash of its text. */
export function tokenIdOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function pageToken(deps: KeyDeps, mac: Mac, nonce: Buffer): Token {
  const body = Buffer.concat([Buffer.from(mac, 'hex'), nonce]);
  const text = Buffer.concat([body, signatureOf(deps, body)]).toString('base64url');
  return { kind: 'page', id: tokenIdOf(text), mac, text };
}

function readPageToken(deps: KeyDeps, text: string): Token | null {
  const bytes = Buffer.from(text, 'base64url');
  const body = bytes.subarray(0, MAC_BYTES + NONCE_BYTES);
  if (!timingSafeEqual(bytes.subarray(body.length), signatureOf(deps, body))) return null;
  const mac = body.subarray(0, MAC_BYTES).toString('hex') as Mac;
  return { kind: 'page', id: tokenIdOf(text), mac, text };
}

function signatureOf({ tokenKey }: KeyDeps, body: Buffer): Buffer {
  const signature = createHmac('sha256', deriveKey(tokenKey, 'page tokens')).update(body).digest();
  return signature.subarray(0, SIGNATURE_BYTES);
}

function nonceFrom({ tokenKey }: KeyDeps, text: string): Buffer {
  const nonce = createHmac('sha256', deriveKey(tokenKey, 'nonces of page tokens')).update(text).digest();
  return nonce.subarray(0, NONCE_BYTES);
}
