import { SipSyntaxError } from './message';

/** A SIP address from From, To or Contact. `params` are the header parameters, names in lower case. */
export interface SipAddress {
  readonly uri: string;
  readonly params: ReadonlyMap<string, string>;
}

/** The parts of a `sip:` URI. `port` is null when the URI has none. */
export interface SipUri {
  readonly user: string;
  readonly host: string;
  readonly port: number | null;
}

/** The default port of SIP. */
export const SIP_PORT = 5060;

/**
 * Reads `"Name" <sip:user@host>;tag=x` or `sip:user@host;tag=x`, where the parameters belong to the header.
 * @throws SipSyntaxError
 */
export function parseAddress(text: string): SipAddress {
  const bracketed = /^(?:"(?:[^"\\]|\\.)*"|[^"<]*)\s*<([^>]*)>(.*)$/.exec(text);
  if (bracketed !== null) return { uri: bracketed[1] ?? '', params: parseParams(bracketed[2] ?? '') };
  if (/[<>"]/.test(text)) throw new SipSyntaxError(`invalid address ${JSON.stringify(text)}`);
  const semicolon = `${text};`.indexOf(';');
  return { uri: text.slice(0, semicolon).trim(), params: parseParams(text.slice(semicolon)) };
}

/**
 * Reads a `sip:` URI.
 * @throws SipSyntaxError
 */
export function parseSipUri(uri: string): SipUri {
  const match = /^sips?:(?:([^@:;?]*)(?::[^@]*)?@)?(\[[^\]]+\]|[^:;?@\s]+)(?::(\d{1,5}))?(?:[;?].*)?$/i.exec(
    uri,
  );
  if (match === null) throw new SipSyntaxError(`invalid URI ${JSON.stringify(uri)}`);
  return {
    user: decodeUser(match[1] ?? ''),
    host: match[2] ?? '',
    port: match[3] === undefined ? null : Number(match[3]),
  };
}

/** Writes `sip:user@host:port`; omits the default port. */
export function sipUri(user: string, host: string, port: number): string {
  const at = user === '' ? '' : `${encodeURIComponent(user)}@`;
  return `sip:${at}${host}${port === SIP_PORT ? '' : `:${port}`}`;
}

/** Writes the URI of a Contact, always with its port, as phones do. */
export function contactUri(user: string, host: string, port: number): string {
  return `sip:${encodeURIComponent(user)}@${host}:${port}`;
}

/** Writes a display name and a URI as one address. */
export function writeAddress(displayName: string, uri: string): string {
  const name = displayName.replace(/\p{Cc}/gu, ' ').replace(/["\\]/g, '\\$&');
  return name === '' ? `<${uri}>` : `"${name}" <${uri}>`;
}

/** Splits a header that may hold several values at its commas outside quotes and angle brackets. */
export function splitList(value: string): string[] {
  const parts = value.match(/(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,"<])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Reads `;name=value;flag`. A flag has an empty value; quotes are removed. */
export function parseParams(text: string): Map<string, string> {
  const params = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(
    /;\s*([^=;\s]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^;]*))?/g,
  )) {
    params.set(name.toLowerCase(), unquoteSipString(value.trim()));
  }
  return params;
}

/** Removes quotes and backslash escapes from a quoted string. */
export function unquoteSipString(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}

/** Keeps invalid percent-encoding as it is: a user name is only compared, never interpreted. */
function decodeUser(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch (error) {
    if (error instanceof URIError) return user;
    throw error;
  }
}
