import { isSubnetOf } from '../lib/ip';
import type { Log } from './ports/log';
import { type DeskSettings, PRIVATE_NETWORKS } from './settings';

/** Addresses that providers share out behind their own NAT (RFC 6598). */
const SHARED = '100.64.0.0/10';

/** Warns of internal networks with addresses that anybody on the Internet may have: there an address proves a phone. */
export function warnOfPublicNetworks(
  { internalNetworks }: Pick<DeskSettings, 'internalNetworks'>,
  log: Pick<Log, 'warn'>,
): void {
  const networks = internalNetworks.filter((network) => !isSubnetOf(network, [...PRIVATE_NETWORKS, SHARED]));
  if (networks.length === 0) return;
  log.warn(
    { event: 'settings.public-networks', networks },
    'internalNetworks has public addresses: a phone there may fetch its account without a token',
  );
}
