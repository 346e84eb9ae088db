import { isInNetworks } from '../../lib/ip';
import type { DeskSettings } from '../settings';

/**
 * Whether a phone that nobody knows may get a default login. What an admin made is known and always may.
 *
 * `open`: any; `known`: none; `network`: those whose address is in the list for phones inside or outside.
 */
export function mayEnrol(settings: DeskSettings, brand: string, address: string): boolean {
  if (!settings.defaultLogin) return false;
  const policy = settings.enrolmentByBrand[brand] ?? settings.enrolment;
  if (policy === 'open') return true;
  if (policy === 'known') return false;
  const inside = isInNetworks(address, settings.internalNetworks);
  return isInNetworks(
    address,
    inside ? settings.enrolmentInternalNetworks : settings.enrolmentExternalNetworks,
  );
}
