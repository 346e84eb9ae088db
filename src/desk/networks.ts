import { BlockList, isIP } from 'node:net';

/** An address without the IPv4-in-IPv6 wrapping that a dual-stack socket puts around it. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
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
