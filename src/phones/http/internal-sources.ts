import { isIP } from 'node:net';
import { DEFAULT_DESK_SETTINGS } from '../../desk/settings';
import { ipv6Groups, networkMatcher, sourceOf } from '../../lib/ip';
import { UNKNOWN_SOURCE } from './source-address';

/** Which sources are inside, by the internal networks as they were read last: no request may cost a query for it. */
export class InternalSources {
  private networks: readonly string[] = DEFAULT_DESK_SETTINGS.internalNetworks;
  private isInternal = networkMatcher(this.networks);

  /** Takes the internal networks of settings that were just read. */
  follow(networks: readonly string[]): void {
    const isSame = networks.join() === this.networks.join();
    if (isSame) return;
    this.networks = networks;
    this.isInternal = networkMatcher(networks);
  }

  /** The source of an address: the address itself inside, where an IPv6 /64 is a LAN of many phones; see lib/ip.ts. */
  sourceOf(address: string): string {
    return this.isInternal(address) ? wholeAddress(address) : sourceOf(address);
  }

  /** Whether this source may stand for many phones: one inside, or a proxy that forwards no address. */
  isInside(source: string): boolean {
    return source === UNKNOWN_SOURCE || this.isInternal(source);
  }
}

/** An address in one spelling, without a zone. */
function wholeAddress(address: string): string {
  return isIP(address) === 6 ? ipv6Groups(address).join(':') : address;
}
