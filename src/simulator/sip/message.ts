/** Header fields in order, with long names, without Content-Length. */
export type SipHeaders = readonly (readonly [name: string, value: string])[];

export interface SipRequest {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
  readonly headers: SipHeaders;
  readonly body: string;
}

export interface SipResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
  readonly headers: SipHeaders;
  readonly body: string;
}

export type SipMessage = SipRequest | SipResponse;

/** A message that is not SIP, or that cannot be written as SIP. */
export class SipSyntaxError extends Error {
  override readonly name = 'SipSyntaxError';
}

const COMPACT: Readonly<Record<string, string>> = {
  c: 'Content-Type',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  k: 'Supported',
  l: 'Content-Length',
  m: 'Contact',
  o: 'Event',
  s: 'Subject',
  t: 'To',
  v: 'Via',
};

const TOKEN = /^[A-Za-z0-9.!%*_+`'~-]+$/;
const REQUEST_LINE = /^([A-Za-z0-9.!%*_+`'~-]+) (\S+) SIP\/2\.0$/;
// `s`: U+2028 and similar characters do not end a SIP line.
const STATUS_LINE = /^SIP\/2\.0 ([1-6]\d\d) (.*)$/s;
const LINE_BREAKERS = /[\r\n\0]/;

/**
 * Reads one datagram.
 * @throws SipSyntaxError when it is not a whole SIP message.
 */
export function parseSip(bytes: Buffer): SipMessage {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) throw new SipSyntaxError('no empty line after the headers');
  const lines = bytes
    .subarray(0, end)
    .toString('utf8')
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.slice(1).map(parseHeader);
  const body = bodyOf(bytes.subarray(end + 4), headerValue({ headers }, 'Content-Length'));
  return { ...parseStartLine(lines[0] ?? ''), headers: withoutLength(headers), body };
}

/**
 * Writes a message as one datagram, with its Content-Length.
 * @throws SipSyntaxError when a part holds a line break or NUL, which would start another header.
 */
export function writeSip(message: SipMessage): Buffer {
  const body = Buffer.from(message.body, 'utf8');
  const lines = [startLine(message)];
  for (const [name, value] of withoutLength(message.headers)) {
    if (!TOKEN.test(name)) throw new SipSyntaxError(`invalid header name ${JSON.stringify(name)}`);
    lines.push(`${name}: ${value}`);
  }
  lines.push(`Content-Length: ${body.length}`);
  const bad = lines.find((line) => LINE_BREAKERS.test(line));
  if (bad !== undefined) throw new SipSyntaxError(`a line break or NUL in ${JSON.stringify(bad)}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8'), body]);
}

/** The first value of a header, case-insensitive; null when the header is missing. */
export function headerValue(message: Pick<SipMessage, 'headers'>, name: string): string | null {
  return headerLines(message, name)[0] ?? null;
}

/** All values of a header, one per line. */
export function headerLines(message: Pick<SipMessage, 'headers'>, name: string): string[] {
  const wanted = name.toLowerCase();
  return message.headers.flatMap(([candidate, value]) => (candidate.toLowerCase() === wanted ? [value] : []));
}

function parseStartLine(
  line: string,
): Omit<SipRequest, 'headers' | 'body'> | Omit<SipResponse, 'headers' | 'body'> {
  const status = STATUS_LINE.exec(line);
  if (status !== null) return { kind: 'response', status: Number(status[1]), reason: status[2] ?? '' };
  const request = REQUEST_LINE.exec(line);
  if (request === null) throw new SipSyntaxError(`invalid start line ${JSON.stringify(line)}`);
  return { kind: 'request', method: request[1] ?? '', uri: request[2] ?? '' };
}

function parseHeader(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0)).replace(/[ \t]+$/, '');
  if (!TOKEN.test(name)) throw new SipSyntaxError(`invalid header line ${JSON.stringify(line)}`);
  const long = Object.hasOwn(COMPACT, name.toLowerCase()) ? COMPACT[name.toLowerCase()] : undefined;
  return [long ?? name, line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')];
}

function bodyOf(rest: Buffer, length: string | null): string {
  if (length === null) return rest.toString('utf8');
  if (!/^\d{1,6}$/.test(length)) throw new SipSyntaxError(`invalid Content-Length ${JSON.stringify(length)}`);
  if (Number(length) > rest.length) throw new SipSyntaxError('a body shorter than its Content-Length');
  return rest.subarray(0, Number(length)).toString('utf8');
}

function startLine(message: SipMessage): string {
  if (message.kind === 'response') return `SIP/2.0 ${message.status} ${message.reason}`;
  const line = `${message.method} ${message.uri} SIP/2.0`;
  if (!REQUEST_LINE.test(line)) throw new SipSyntaxError(`invalid request line ${JSON.stringify(line)}`);
  return line;
}

function withoutLength(headers: SipHeaders): SipHeaders {
  return headers.filter(([name]) => name.toLowerCase() !== 'content-length');
}
