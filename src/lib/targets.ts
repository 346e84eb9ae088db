import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isInNetworks } from './ip';

/** Never the address of a phone or receiver: link-local (also the metadata of clouds), multicast and reserved ones. */
const FORBIDDEN_NETWORKS = [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '100.100.100.200/32',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  'fe80::/10',
  'fd00:ec2::/32',
  'ff00::/8',
];

/** Whether nothing may be sent to this address because a user of the API named it. */
export function isForbiddenTarget(address: string): boolean {
  return isInNetworks(embeddedIpv4(address), FORBIDDEN_NETWORKS);
}

/** Whether this is an address of this machine. */
export function isOwnAddress(address: string): boolean {
  const plain = embeddedIpv4(address);
  if (isInNetworks(plain, ['127.0.0.0/8', '::1/128'])) return true;
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return own.some((each) => isIP(each.address) === isIP(plain) && isSame(each.address, plain));
}

function isSame(a: string, b: string): boolean {
  return isInNetworks(a, [`${b}/${isIP(b) === 6 ? 128 : 32}`]);
}

const EMBEDDED = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** The IPv4 address in one that is mapped to IPv6 (`::ffff:`) or translated (NAT64); any other as it is. */
export function embeddedIpv4(address: string): string {
  if (isIP(address) !== 6) return address;
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]/`);
  const shortest = hostname.slice(1, -1);
  const [, high, low] = EMBEDDED.exec(shortest) ?? [];
  if (high === undefined || low === undefined) return shortest;
  const bytes = [high, low].flatMap((group) => [
    Number.parseInt(group, 16) >> 8,
    Number.parseInt(group, 16) & 255,
  ]);
  return bytes.join('.');
}
