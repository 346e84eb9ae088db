import { isIP } from 'node:net';
import { uriHost } from '../lib/ip';
import { AmiInjectionError } from './errors';

/**
 * Returns the name of an endpoint, peer or AOR if it is safe in a function call and a console command.
 * @throws AmiInjectionError when it is not
 */
export function checkedEndpoint(name: string): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,79}$/.test(name)) {
    throw new AmiInjectionError('invalid endpoint name: only letters, digits and _ . + - are allowed');
  }
  return name;
}

/**
 * Returns the `Event` header of a NOTIFY if it is a token, optionally with parameters.
 * @throws AmiInjectionError when it is not
 */
export function checkedEvent(event: string): string {
  if (event.length > 200 || !/^[\w.!%*+`'~-]+(;[\w.!%*+`'~-]+(=[\w.!%*+`'~:/-]+)?)*$/.test(event)) {
    throw new AmiInjectionError(
      'invalid NOTIFY event: expected a token with optional parameters, like check-sync;reboot=false',
    );
  }
  return event;
}

/**
 * The SIP URI of an address, registered or not.
 * @throws AmiInjectionError when the IP address or the port is invalid
 */
export function addressUri(address: string, port: number): string {
  const family = isIP(address);
  if (family === 0 || address.includes('%')) throw new AmiInjectionError('invalid IP address');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new AmiInjectionError('invalid port');
  return `sip:anonymous@${hostPort(address, port)}`;
}

/** `address:port`, with IPv6 in brackets. */
export function hostPort(address: string, port: number): string {
  return `${uriHost(address)}:${port}`;
}

/** Splits `address:port`; null when either is missing or invalid. */
export function parseHostPort(text: string): { address: string; port: number } | null {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const address = match?.[1] ?? match?.[2] ?? '';
  const port = Number(match?.[3]);
  return isIP(address) !== 0 && port > 0 && port < 65_536 ? { address, port } : null;
}

/** The address and port of a SIP URI; null when its host is not an IP address. */
export function addressOfUri(uri: string): { address: string; port: number } | null {
  const match = /^(sips?):(?:[^@]*@)?(\[[^\]]+\]|[^:;?[\]]+)(?::(\d{1,5}))?(?:[;?]|$)/i.exec(uri);
  if (!match) return null;
  const defaultPort = match[1]?.toLowerCase() === 'sips' ? 5061 : 5060;
  return parseHostPort(`${match[2]}:${match[3] ?? defaultPort}`);
}
