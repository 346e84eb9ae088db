import { DEFAULT_DESK_SETTINGS } from '../../desk/settings';
import { networkMatcher } from '../../lib/ip';
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

  /** Whether this source (see `sourceOf`) may stand for many phones: one inside, or a proxy that forwards no address. */
  isInside(source: string): boolean {
    return source === UNKNOWN_SOURCE || this.isInternal(addressIn(source));
  }
}

/** An address of a source: see `sourceOf`. */
function addressIn(source: string): string {
  return source.replace(/\/64$/, '');
}
