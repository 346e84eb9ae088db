import { lookup as lookUpName } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import { PRIVATE_NETWORKS } from '../../desk/settings';
import { isInNetworks } from '../../lib/ip';

/** Where webhooks may go. */
export interface WebhookTargets {
  /** Whether loopback and private addresses are allowed, where most programs beside a PBX run. */
  readonly allowPrivate: boolean;
  /** The ports of this service, which no webhook may call. */
  readonly ownPorts: () => readonly number[];
}

/** Never the address of a receiver: link-local (also the metadata of clouds), multicast and reserved ones. */
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

/** The target of a webhook is refused. */
export class ForbiddenTargetError extends Error {}

/** Whether a receiver at this address belongs to the own network: what it answers is no business of others. */
export function isPrivateTarget(address: string): boolean {
  return isInNetworks(embeddedIpv4(address), [...PRIVATE_NETWORKS, '100.64.0.0/10']);
}

/** @throws ForbiddenTargetError */
export function checkTarget({ allowPrivate, ownPorts }: WebhookTargets, address: string, port: number): void {
  const plain = embeddedIpv4(address);
  if (isInNetworks(plain, FORBIDDEN_NETWORKS))
    throw new ForbiddenTargetError('webhooks never go to link-local or reserved addresses');
  if (ownPorts().includes(port) && isOwnAddress(plain))
    throw new ForbiddenTargetError('webhooks never go to a port of this service');
  if (!allowPrivate && isPrivateTarget(plain))
    throw new ForbiddenTargetError('HOTDESK_WEBHOOK_TARGETS allows only public addresses');
}

/** Looks up a name and checks every address of it, so that the connection goes to a checked one. */
export function checkedLookup(check: (address: string) => void): LookupFunction {
  return (name, options, callback) => {
    lookUpName(name, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0);
      try {
        for (const { address } of found) check(address);
      } catch (forbidden) {
        return callback(forbidden instanceof Error ? forbidden : new Error(String(forbidden)), '', 0);
      }
      if (options.all) return callback(null, found);
      const [first] = found;
      callback(null, first?.address ?? '', first?.family);
    });
  };
}

/** The host of a URL, without the brackets of an IPv6 address. */
export function hostIn({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function isOwnAddress(address: string): boolean {
  if (isInNetworks(address, ['127.0.0.0/8', '::1/128'])) return true;
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return own.some((each) => isIP(each.address) === isIP(address) && isSame(each.address, address));
}

function isSame(a: string, b: string): boolean {
  return isInNetworks(a, [`${b}/${isIP(b) === 6 ? 128 : 32}`]);
}

const EMBEDDED = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** The IPv4 address in one that is mapped to IPv6 (`::ffff:`) or translated (NAT64); any other as it is. */
function embeddedIpv4(address: string): string {
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
