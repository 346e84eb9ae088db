import { BlockList, isIP } from 'node:net';

/** An address without the `::ffff:` prefix that a dual-stack socket adds to IPv4 addresses. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}

/** An address as stored in our tables: without `::ffff:`, and IPv6 in its shortest form. */
export function canonicalAddress(address: string): string {
  const plain = plainAddress(address.toLowerCase());
  return isIP(plain) === 6 ? shortestIpv6(plain) : plain;
}

/**
 * Whether both are the same address. What is no address, such as the `unknown` source of a request, is never the same: it
 * stands for many machines.
 */
export function isSameAddress(one: string | null, other: string | null): boolean {
  return one !== null && one === other && isIP(one) !== 0;
}

/** A host as it is written in a URI: IPv6 addresses in brackets. */
export function uriHost(address: string): string {
  return isIP(address) === 6 ? `[${address}]` : address;
}

/** Whether this is a host name or an IP address, without port, zone or brackets. */
export function isHost(text: string): boolean {
  if (text.length > 253) return false;
  return isIP(text) !== 0 ? !text.includes('%') : /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text);
}

/** Whether this is a network in CIDR form with a prefix of at least `minBits` bits; 0 also accepts `0.0.0.0/0`. */
export function isNetwork(text: string, minBits = 0): boolean {
  const [base = '', prefix = '', ...more] = text.split('/');
  const family = base.includes('%') ? 0 : isIP(base);
  if (family === 0 || more.length > 0 || !/^\d{1,3}$/.test(prefix)) return false;
  return Number(prefix) >= minBits && Number(prefix) <= (family === 4 ? 32 : 128);
}

/** Whether all addresses of a network are in one of the others (CIDR). */
export function isSubnetOf(network: string, others: readonly string[]): boolean {
  const [base = '', prefix] = network.split('/');
  return others.some((other) => isInNetworks(base, [other]) && Number(other.split('/')[1]) <= Number(prefix));
}

/** Whether an address is in one of the networks (CIDR). For networks that stay the same, make a `networkMatcher`. */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  return networkMatcher(networks)(address);
}

/** Makes the check whether an address is in one of the networks (CIDR), for any number of addresses. */
export function networkMatcher(networks: readonly string[]): (address: string) => boolean {
  const [ipv4, ipv6] = [listOf(networks, 4), listOf(networks, 6)];
  return (address) => {
    const family = isIP(address);
    if (family === 0) return false;
    return family === 4 ? ipv4.check(address, 'ipv4') : ipv6.check(address, 'ipv6');
  };
}

/** The networks of one family: a list of both would take IPv4 addresses in IPv6 form for IPv4 addresses. */
function listOf(networks: readonly string[], family: 4 | 6): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', prefix] = network.split('/');
    if (isIP(base) === family) list.addSubnet(base, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

/**
 * What rate limits count as one source: an IPv4 address, or the /64 network of an IPv6 address, within which one customer
 * can choose any address.
 */
export function sourceOf(address: string): string {
  if (isIP(address) !== 6) return address;
  return `${ipv6Groups(address).slice(0, 4).join(':')}::/64`;
}

/** The eight groups of an IPv6 address in hexadecimal form, each without leading zeros. */
export function ipv6Groups(address: string): string[] {
  const [head = '', tail] = shortestIpv6(address.replace(/%.*$/, '')).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  return [...before, ...Array(8 - before.length - after.length).fill('0'), ...after];
}

function shortestIpv6(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}
