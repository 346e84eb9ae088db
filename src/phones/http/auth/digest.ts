import { createHash } from 'node:crypto';
import { sameSecret } from '../../../lib/passwords';
import type { ProvisioningLogin } from './login';
import type { Nonces } from './nonces';
import { MOST_CHARACTERS, type Verdict } from './verdict';

const REALM = 'Hotdesk';

/** `stale` tells a phone that only its nonce was too old: it asks again by itself, and nobody is bothered. */
export function digestChallenge(nonces: Nonces, stale: boolean): string {
  const parts = [`realm="${REALM}"`, 'qop="auth"', 'algorithm=MD5', `nonce="${nonces.make()}"`];
  return `Digest ${[...parts, ...(stale ? ['stale=true'] : [])].join(', ')}`;
}

/** What was asked for, as it stood in the request line. */
export interface AskedFor {
  readonly method: string;
  readonly target: string;
}

/** Judges an `Authorization` header by RFC 7616, with MD5 and qop=auth: what desk phones speak. */
export function judgeDigest(
  header: string | undefined,
  asked: AskedFor,
  login: ProvisioningLogin,
  nonces: Nonces,
): Verdict {
  if (header === undefined) return 'nothing';
  const answer = header.length > MOST_CHARACTERS ? null : readAnswer(header);
  if (!answer || !isForThis(answer, asked)) return 'wrong';
  const isUser = sameSecret(answer.username, login.user);
  const isRight = sameSecret(answer.response.toLowerCase(), responseOf(answer, asked.method, login));
  if (!isUser || !isRight) return 'wrong';
  return nonces.isFresh(answer.nonce) ? 'right' : 'stale';
}

const PARTS = ['username', 'realm', 'nonce', 'uri', 'response', 'qop', 'nc', 'cnonce'] as const;

type DigestAnswer = Readonly<Record<(typeof PARTS)[number], string>>;

/** The parts of an answer; null when one is missing, or is said twice. */
function readAnswer(header: string): DigestAnswer | null {
  const said = readPairs(header);
  if (!said || PARTS.some((part) => !said.has(part))) return null;
  if (said.has('algorithm') && said.get('algorithm')?.toUpperCase() !== 'MD5') return null;
  const part = (name: (typeof PARTS)[number]) => said.get(name) ?? '';
  return {
    username: part('username'),
    realm: part('realm'),
    nonce: part('nonce'),
    uri: part('uri'),
    response: part('response'),
    qop: part('qop'),
    nc: part('nc'),
    cnonce: part('cnonce'),
  };
}

const SCHEME = /^Digest +/i;
const PAIR = /([\w-]+) *= *(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;

function readPairs(header: string): Map<string, string> | null {
  const scheme = SCHEME.exec(header);
  if (!scheme) return null;
  const pairs = new Map<string, string>();
  for (const [, name = '', quoted, bare] of header.slice(scheme[0].length).matchAll(PAIR)) {
    if (pairs.has(name.toLowerCase())) return null;
    pairs.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '');
  }
  return pairs;
}

/** An answer made for another realm or another file is none; some phones say the whole URL. */
function isForThis({ realm, qop, nc, uri }: DigestAnswer, { target }: AskedFor): boolean {
  const isOurs = realm === REALM && qop.toLowerCase() === 'auth' && /^[0-9a-f]{8}$/i.test(nc);
  return isOurs && pathOf(uri) === pathOf(target);
}

function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/i, '');
}

function responseOf(answer: DigestAnswer, method: string, { user, password }: ProvisioningLogin): string {
  const secret = md5(`${user}:${REALM}:${password}`);
  const request = md5(`${method}:${answer.uri}`);
  return md5([secret, answer.nonce, answer.nc, answer.cnonce, answer.qop, request].join(':'));
}

function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}
