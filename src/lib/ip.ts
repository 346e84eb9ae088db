import { BlockList, isIP } from 'node:net';

/** An address without the IPv4-in-IPv6 wrapping that a dual-stack socket puts around it. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}

/** An address as our tables write it: no wrapping, and of the spellings of an IPv6 address the shortest. */
export function canonicalAddress(address: string): string {
  const plain = plainAddress(address.toLowerCase());
  return isIP(plain) === 6 ? shortestIpv6(plain) : plain;
}

/** An address or name as it stands before a port or behind an `@`: IPv6 goes in brackets. */
export function uriHost(address: string): string {
  return isIP(address) === 6 ? `[${address}]` : address;
}

/** Whether this is a network in CIDR form whose prefix has at least so many bits; 0 takes the network of everybody. */
export function isNetwork(text: string, fewestBits = 0): boolean {
  const [base = '', prefix = '', ...more] = text.split('/');
  const family = base.includes('%') ? 0 : isIP(base);
  if (family === 0 || more.length > 0 || !/^\d{1,3}$/.test(prefix)) return false;
  return Number(prefix) >= fewestBits && Number(prefix) <= (family === 4 ? 32 : 128);
}

/** Whether an address lies in one of the networks (CIDR). */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', prefix] = network.split('/');
    const baseFamily = isIP(base);
    if (baseFamily === family) list.addSubnet(base, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
  }
  return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * What counts as one source of requests: an IPv4 address, or the /64 of an IPv6 one, whose addresses are all one
 * customer's to choose from.
 */
export function sourceOf(address: string): string {
  if (isIP(address) !== 6) return address;
  return `${groupsOf(address).slice(0, 4).join(':')}::/64`;
}

/** The eight groups of an IPv6 address, each without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = shortestIpv6(address.replace(/%.*$/, '')).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  return [...before, ...Array(8 - before.length - after.length).fill('0'), ...after];
}

function shortestIpv6(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}
