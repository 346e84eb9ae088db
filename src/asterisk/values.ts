import { isIP } from 'node:net';
import { uriHost } from '../lib/ip';
import { AmiInjectionError } from './errors';

/**
 * The name of an endpoint, peer or AOR as it may stand in a function call or a console command.
 * @throws AmiInjectionError when it may not
 */
export function checkedEndpoint(name: string): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,79}$/.test(name)) {
    throw new AmiInjectionError('not the name of an endpoint: it may hold letters, digits and _ . + - only');
  }
  return name;
}

/**
 * The `Event` header of a NOTIFY: a token, perhaps with parameters.
 * @throws AmiInjectionError when it is anything else
 */
export function checkedEvent(event: string): string {
  if (event.length > 200 || !/^[\w.!%*+`'~-]+(;[\w.!%*+`'~-]+(=[\w.!%*+`'~:/-]+)?)*$/.test(event)) {
    throw new AmiInjectionError(
      'not an event of a NOTIFY, which is a word with parameters, like check-sync;reboot=false',
    );
  }
  return event;
}

/**
 * The SIP URI of whatever listens at an address, registered or not.
 * @throws AmiInjectionError when it is no IP address or no port
 */
export function addressUri(address: string, port: number): string {
  const family = isIP(address);
  if (family === 0 || address.includes('%')) throw new AmiInjectionError('not an IP address');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new AmiInjectionError('not a port');
  return `sip:anonymous@${hostPort(address, port)}`;
}

/** Address and port in one, IPv6 in brackets. */
export function hostPort(address: string, port: number): string {
  return `${uriHost(address)}:${port}`;
}

/** The other way round; null when it is not both. */
export function parseHostPort(text: string): { address: string; port: number } | null {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const address = match?.[1] ?? match?.[2] ?? '';
  const port = Number(match?.[3]);
  return isIP(address) !== 0 && port > 0 && port < 65_536 ? { address, port } : null;
}

/** The address and port that a SIP URI names; null when its host is a name and not an address. */
export function addressOfUri(uri: string): { address: string; port: number } | null {
  const match = /^(sips?):(?:[^@]*@)?(\[[^\]]+\]|[^:;?[\]]+)(?::(\d{1,5}))?(?:[;?]|$)/i.exec(uri);
  if (!match) return null;
  const usualPort = match[1]?.toLowerCase() === 'sips' ? 5061 : 5060;
  return parseHostPort(`${match[2]}:${match[3] ?? usualPort}`);
}
