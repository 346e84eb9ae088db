import { lookup as lookUpName } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { PRIVATE_NETWORKS } from '../../desk/settings';
import { isInNetworks } from '../../lib/ip';
import { embeddedIpv4, isForbiddenTarget, isOwnAddress } from '../../lib/targets';

/** Where webhooks may go. */
export interface WebhookTargets {
  /** Whether loopback and private addresses are allowed, where most programs beside a PBX run. */
  readonly allowPrivate: boolean;
  /** The ports of this service, which no webhook may call. */
  readonly ownPorts: () => readonly number[];
}

/** The target of a webhook is refused. */
export class ForbiddenTargetError extends Error {}

/** Whether a receiver at this address belongs to the own network: what it answers is no business of others. */
export function isPrivateTarget(address: string): boolean {
  return isInNetworks(embeddedIpv4(address), [...PRIVATE_NETWORKS, '100.64.0.0/10']);
}

/** @throws ForbiddenTargetError */
export function checkTarget({ allowPrivate, ownPorts }: WebhookTargets, address: string, port: number): void {
  if (isForbiddenTarget(address))
    throw new ForbiddenTargetError('webhooks never go to link-local or reserved addresses');
  if (ownPorts().includes(port) && isOwnAddress(address))
    throw new ForbiddenTargetError('webhooks never go to a port of this service');
  if (!allowPrivate && isPrivateTarget(address))
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
