import { BlockList, isIP } from 'node:net';
import { ipv6Groups, networkMatcher, plainAddress } from './ip';

const MAPPED_IPV4 = '::ffff:0:0';
const MAPPED_BITS = 96;

/**
 * Whether a network (CIDR) holds IPv4 addresses in IPv6 form (::ffff:0:0/96), be it a part of these or all of them. Addresses
 * are compared in their plain form, so such a network says something else than it seems to say. `::/0` is all that there is.
 */
export function holdsMappedIpv4(network: string): boolean {
  const [base = '', prefix] = network.split('/');
  const bits = Number(prefix);
  if (isIP(base) !== 6 || bits === 0) return false;
  const larger = new BlockList();
  if (bits <= MAPPED_BITS) {
    larger.addSubnet(base, bits, 'ipv6');
    return larger.check(MAPPED_IPV4, 'ipv6');
  }
  larger.addSubnet(MAPPED_IPV4, MAPPED_BITS, 'ipv6');
  return larger.check(base, 'ipv6');
}

/** Whether networks (CIDR) together are all IPv4 addresses or all IPv6 addresses. */
export function areAllAddresses(networks: readonly string[]): boolean {
  return [4, 6].some((family) => {
    const ranges = networks
      .filter((network) => isIP(network.split('/')[0] ?? '') === family)
      .map(rangeOf)
      .sort((a, b) => (a.first < b.first ? -1 : 1));
    let covered = 0n;
    for (const { first, end } of ranges) if (first <= covered && end > covered) covered = end;
    return covered === 1n << BigInt(bitsOf(family));
  });
}

/** Whether an address, as a socket or a header gives it, is that of a trusted proxy: for Express. */
export function trustProxies(networks: readonly string[]): (address: string) => boolean {
  const isProxy = networkMatcher(networks);
  return (address) => isProxy(plainAddress(address));
}

/** The addresses of a network as numbers; `end` is the first one after it. */
function rangeOf(network: string): { readonly first: bigint; readonly end: bigint } {
  const [base = '', prefix] = network.split('/');
  const size = 1n << BigInt(bitsOf(isIP(base)) - Number(prefix));
  const first = (numberOf(base) / size) * size;
  return { first, end: first + size };
}

function numberOf(address: string): bigint {
  const groups =
    isIP(address) === 4
      ? address.split('.').map(Number)
      : ipv6Groups(address).map((group) => Number.parseInt(group, 16));
  const bits = isIP(address) === 4 ? 8n : 16n;
  return groups.reduce((sum, group) => (sum << bits) + BigInt(group), 0n);
}

function bitsOf(family: number): number {
  return family === 4 ? 32 : 128;
}
