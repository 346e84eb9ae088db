import { createHash } from 'node:crypto';
import { sameSecret } from '../../../lib/passwords';
import { type LoginVerdict, MAX_HEADER_CHARACTERS, type ProvisioningLogin } from './login';
import type { Nonces } from './nonces';

const REALM = 'Hotdesk';

/** With `stale`, a phone asks again with the new nonce, without a prompt to the user. */
export function digestChallenge(nonces: Nonces, stale: boolean): string {
  const parameters = [`realm="${REALM}"`, 'qop="auth"', 'algorithm=MD5', `nonce="${nonces.make()}"`];
  return `Digest ${[...parameters, ...(stale ? ['stale=true'] : [])].join(', ')}`;
}

/** Method and target of the request line that the digest must cover. */
export interface DigestRequest {
  readonly method: string;
  readonly target: string;
}

/** Checks an `Authorization` header of HTTP digest (RFC 7616), with MD5 and qop=auth, which desk phones use. */
export function verifyDigest(
  header: string | undefined,
  request: DigestRequest,
  login: ProvisioningLogin,
  nonces: Nonces,
): LoginVerdict {
  if (header === undefined) return 'missing';
  const response = header.length > MAX_HEADER_CHARACTERS ? null : parseDigest(header);
  if (!response || !matchesRequest(response, request)) return 'wrong';
  const isUser = sameSecret(response.username, login.user);
  const isRight = sameSecret(
    response.response.toLowerCase(),
    expectedResponse(response, request.method, login),
  );
  if (!isUser || !isRight) return 'wrong';
  return nonces.isFresh(response.nonce) ? 'right' : 'stale';
}

const PARAMETERS = ['username', 'realm', 'nonce', 'uri', 'response', 'qop', 'nc', 'cnonce'] as const;

type DigestResponse = Readonly<Record<(typeof PARAMETERS)[number], string>>;

/** The parameters of a digest response; null when one is missing or occurs twice. */
function parseDigest(header: string): DigestResponse | null {
  const pairs = parsePairs(header);
  if (!pairs || PARAMETERS.some((name) => !pairs.has(name))) return null;
  if (pairs.has('algorithm') && pairs.get('algorithm')?.toUpperCase() !== 'MD5') return null;
  const parameter = (name: (typeof PARAMETERS)[number]) => pairs.get(name) ?? '';
  return {
    username: parameter('username'),
    realm: parameter('realm'),
    nonce: parameter('nonce'),
    uri: parameter('uri'),
    response: parameter('response'),
    qop: parameter('qop'),
    nc: parameter('nc'),
    cnonce: parameter('cnonce'),
  };
}

const SCHEME = /^Digest +/i;
/** One `name=value`, where the last one ended. */
const PAIR = /[\s,]*([\w-]+) *= *(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/y;

/** Reads the header from left to right, once: what is no pair is skipped up to the next comma. */
function parsePairs(header: string): Map<string, string> | null {
  const scheme = SCHEME.exec(header);
  if (!scheme) return null;
  const pairs = new Map<string, string>();
  for (let at = scheme[0].length; at < header.length; ) {
    PAIR.lastIndex = at;
    const pair = PAIR.exec(header);
    const comma = header.indexOf(',', at);
    at = pair ? PAIR.lastIndex : comma < 0 ? header.length : comma + 1;
    if (!pair) continue;
    const [, name = '', quoted, bare] = pair;
    if (pairs.has(name.toLowerCase())) return null;
    pairs.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '');
  }
  return pairs;
}

/** A response for another realm or file does not count. Some phones send the whole URL as `uri`. */
function matchesRequest({ realm, qop, nc, uri }: DigestResponse, { target }: DigestRequest): boolean {
  const isOurs = realm === REALM && qop.toLowerCase() === 'auth' && /^[0-9a-f]{8}$/i.test(nc);
  return isOurs && pathOf(uri) === pathOf(target);
}

function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/i, '');
}

function expectedResponse(
  response: DigestResponse,
  method: string,
  { user, password }: ProvisioningLogin,
): string {
  const secret = md5(`${user}:${REALM}:${password}`);
  const request = md5(`${method}:${response.uri}`);
  return md5([secret, response.nonce, response.nc, response.cnonce, response.qop, request].join(':'));
}

function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}
