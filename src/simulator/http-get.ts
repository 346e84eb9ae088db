import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { errorText } from '../lib/errors';

/** TLS settings of a phone, in PEM. */
export interface PhoneTls {
  /** The trusted root certificates. */
  readonly trusts: string;
  /** The client certificate. */
  readonly certificate?: { readonly cert: string; readonly key: string };
}

/** One request of a phone's HTTP client. */
export interface HttpGetOptions {
  readonly url: URL;
  /** The phone's address: the source of the request. */
  readonly localAddress: string;
  readonly userAgent: string;
  /** The maximum size of the answer body. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly tls?: PhoneTls | undefined;
  /** Additional request headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The value of the Authorization header. */
  readonly authorization?: string;
  /** A body to send by POST; GET without one. */
  readonly post?: { readonly contentType: string; readonly body: Buffer } | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** The media type, in lower case, without parameters; empty without a Content-Type. */
  readonly contentType: string;
  /** The challenge of a 401; null without one. */
  readonly challenge: string | null;
  readonly body: Buffer;
}

/** A request that failed. The message gives the reason, without the query of the URL. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
}

/**
 * Sends a request as an old desk phone does: no redirects, no compression, no chunked answers. Requires a
 * Content-Length. Reads the body of a 200 only.
 * @throws HttpFailure
 */
export async function httpGet(options: HttpGetOptions): Promise<HttpAnswer> {
  const { url } = options;
  try {
    return await send(options);
  } catch (error) {
    const reason = errorText(error);
    throw new HttpFailure(`${url.host}${url.pathname}: ${reason}`, { cause: error });
  }
}

function send({
  url,
  localAddress,
  userAgent,
  maxBytes,
  timeoutMs,
  signal,
  tls,
  headers: additional,
  authorization,
  post,
}: HttpGetOptions): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const open = url.protocol === 'https:' ? requestHttps : requestHttp;
    const headers = {
      ...additional,
      'User-Agent': userAgent,
      Accept: '*/*',
      Connection: 'close',
      ...(authorization === undefined ? {} : { Authorization: authorization }),
      ...(post && { 'Content-Type': post.contentType, 'Content-Length': String(post.body.length) }),
    };
    const method = post ? 'POST' : 'GET';
    const trust = tls && { ca: tls.trusts, ...tls.certificate };
    const request = open(url, { method, localAddress, family: 4, headers, agent: false, signal, ...trust });
    const limit = setTimeout(() => request.destroy(new Error('no answer in time')), timeoutMs).unref();
    request.once('close', () => clearTimeout(limit));
    request.once('error', reject);
    request.once('response', (response) => {
      read(response, maxBytes)
        .then(resolve, reject)
        .finally(() => request.destroy());
    });
    request.end(post?.body);
  });
}

async function read(response: IncomingMessage, maxBytes: number): Promise<HttpAnswer> {
  const status = response.statusCode ?? 0;
  const contentType = (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const challenge = status === 401 ? (response.headers['www-authenticate'] ?? null) : null;
  if (status !== 200) return { status, contentType, challenge, body: Buffer.alloc(0) };
  requirePlainAnswer(response, maxBytes);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  return { status, contentType, challenge, body: Buffer.concat(chunks) };
}

function requirePlainAnswer({ headers }: IncomingMessage, maxBytes: number): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined) throw new Error(`the answer is encoded as ${encoding}`);
  if (headers['transfer-encoding'] !== undefined) throw new Error('the answer is chunked');
  const length = headers['content-length'];
  if (length === undefined) throw new Error('the answer has no Content-Length');
  if (Number(length) > maxBytes) throw new Error(`${length} bytes, but the phone reads ${maxBytes}`);
}
