import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { errorText } from '../lib/errors';

/** What a phone knows of TLS: PEM texts. */
export interface PhoneTls {
  /** The root certificates that it trusts. */
  readonly trusts: string;
  /** What it shows when it is asked who it is. */
  readonly certificate?: { readonly cert: string; readonly key: string };
}

/** What a phone's HTTP client is told. */
export interface HttpGetOptions {
  readonly url: URL;
  /** The phone's own address: where the request comes from. */
  readonly localAddress: string;
  readonly userAgent: string;
  /** The largest body that is read. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly tls?: PhoneTls | undefined;
  /** Other headers of its own. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The value of its Authorization header. */
  readonly authorization?: string;
  /** What it sends, when it sends something: then by POST. */
  readonly post?: { readonly contentType: string; readonly body: Buffer } | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** The media type, lower case, without parameters; empty when the server names none. */
  readonly contentType: string;
  /** What a 401 asks for; null when it asks for nothing. */
  readonly challenge: string | null;
  readonly body: Buffer;
}

/** A request that a phone would show as failed. The message says why, without the query of the URL. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
}

/**
 * Asks for a URL as an old desk phone does: one request, no redirects, no compression, and only answers that say
 * their length (desk phones do not read chunked ones). The body of anything but a 200 is not read.
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
  headers: own,
  authorization,
  post,
}: HttpGetOptions): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const open = url.protocol === 'https:' ? requestHttps : requestHttp;
    const headers = {
      ...own,
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
  refuseWhatPhonesCannotRead(response, maxBytes);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  return { status, contentType, challenge, body: Buffer.concat(chunks) };
}

function refuseWhatPhonesCannotRead({ headers }: IncomingMessage, maxBytes: number): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined) throw new Error(`the answer is encoded as ${encoding}`);
  if (headers['transfer-encoding'] !== undefined) throw new Error('the answer is chunked');
  const length = headers['content-length'];
  if (length === undefined) throw new Error('the answer has no Content-Length');
  if (Number(length) > maxBytes) throw new Error(`${length} bytes, but the phone reads ${maxBytes}`);
}
