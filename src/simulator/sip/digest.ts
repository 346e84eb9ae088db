import { createHash, randomBytes } from 'node:crypto';
import { unquoteSipString } from './address';

/** A server's challenge from `WWW-Authenticate` or `Proxy-Authenticate`. */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  /** Whether the server offers qop=auth; otherwise the RFC 2069 form is used. */
  readonly qopAuth: boolean;
  readonly stale: boolean;
}

export interface Credentials {
  readonly user: string;
  readonly secret: string;
}

/** The fields of an `Authorization` header that a server checks. */
export interface DigestAnswer {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  readonly qop: string | null;
  readonly nc: string;
  readonly cnonce: string;
}

/** Reads a challenge; null when it is not a supported MD5 digest. */
export function parseChallenge(value: string): Challenge | null {
  const params = digestParams(value);
  const [realm, nonce] = [params?.get('realm'), params?.get('nonce')];
  if (params === null || realm === undefined || nonce === undefined) return null;
  if (!/^md5$/i.test(params.get('algorithm') ?? 'MD5')) return null;
  const qop = params.get('qop');
  const offers = qop?.split(',').map((option) => option.trim().toLowerCase()) ?? [];
  if (qop !== undefined && !offers.includes('auth')) return null;
  return {
    realm,
    nonce,
    opaque: params.get('opaque') ?? null,
    qopAuth: offers.includes('auth'),
    stale: /^true$/i.test(params.get('stale') ?? ''),
  };
}

/** Writes a challenge with qop=auth and MD5. */
export function writeChallenge(challenge: Pick<Challenge, 'realm' | 'nonce' | 'stale'>): string {
  const stale = challenge.stale ? ', stale=true' : '';
  return `Digest realm=${quote(challenge.realm)}, nonce=${quote(challenge.nonce)}, algorithm=MD5, qop="auth"${stale}`;
}

/**
 * Answers a challenge as the value of `Authorization` or `Proxy-Authorization`.
 * @param count how often this nonce has been used, from 1
 */
export function answerChallenge(
  challenge: Challenge,
  credentials: Credentials,
  request: { readonly method: string; readonly uri: string },
  count: number,
): string {
  const nc = count.toString(16).padStart(8, '0');
  const cnonce = randomBytes(8).toString('hex');
  const qop = challenge.qopAuth ? 'auth' : null;
  const answer = { ...challenge, username: credentials.user, uri: request.uri, qop, nc, cnonce };
  const response = digestResponse(answer, credentials.secret, request.method);
  const parts = [
    `username=${quote(credentials.user)}`,
    `realm=${quote(challenge.realm)}`,
    `nonce=${quote(challenge.nonce)}`,
    `uri=${quote(request.uri)}`,
    `response="${response}"`,
    'algorithm=MD5',
  ];
  if (qop !== null) parts.push(`qop=${qop}`, `nc=${nc}`, `cnonce="${cnonce}"`);
  if (challenge.opaque !== null) parts.push(`opaque=${quote(challenge.opaque)}`);
  return `Digest ${parts.join(', ')}`;
}

/** Reads a digest answer; null when a required part is missing. */
export function parseDigestAnswer(value: string): DigestAnswer | null {
  const params = digestParams(value);
  if (params === null) return null;
  const part = (name: string) => params.get(name) ?? '';
  const required = ['username', 'realm', 'nonce', 'uri', 'response'];
  if (required.some((name) => !params.has(name))) return null;
  return {
    username: part('username'),
    realm: part('realm'),
    nonce: part('nonce'),
    uri: part('uri'),
    response: part('response'),
    qop: params.get('qop') ?? null,
    nc: part('nc'),
    cnonce: part('cnonce'),
  };
}

/** Whether the digest answer matches this secret and method. */
export function digestMatches(answer: DigestAnswer, secret: string, method: string): boolean {
  return answer.response === digestResponse(answer, secret, method);
}

function digestResponse(answer: Omit<DigestAnswer, 'response'>, secret: string, method: string): string {
  const ha1 = md5(`${answer.username}:${answer.realm}:${secret}`);
  const ha2 = md5(`${method}:${answer.uri}`);
  const middle = answer.qop === null ? '' : `${answer.nc}:${answer.cnonce}:${answer.qop}:`;
  return md5(`${ha1}:${answer.nonce}:${middle}${ha2}`);
}

/** `Digest name="value", …` as a map of lower-case names; null for another scheme. */
function digestParams(value: string): Map<string, string> | null {
  const scheme = /^Digest\s+/i.exec(value);
  if (scheme === null) return null;
  const params = new Map<string, string>();
  const pairs = value.slice(scheme[0].length).matchAll(/([\w-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^,\s]*)/g);
  for (const [, name = '', text = ''] of pairs) params.set(name.toLowerCase(), unquoteSipString(text));
  return params;
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}
