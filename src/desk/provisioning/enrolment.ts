import { isInNetworks } from '../../lib/ip';
import { ownValue } from '../../lib/own-value';
import type { DeskSettings } from '../settings';

/**
 * Whether an unknown phone may get a default login. Phones that an admin created are known and always get one.
 *
 * `open`: all may; `known`: none; `network`: those whose address is in the list for inside or outside.
 */
export function mayEnrol(settings: DeskSettings, brand: string, address: string): boolean {
  if (!settings.defaultLogin) return false;
  const policy = ownValue(settings.enrolmentByBrand, brand) ?? settings.enrolment;
  if (policy === 'open') return true;
  if (policy === 'known') return false;
  const isInside = isInNetworks(address, settings.internalNetworks);
  return isInNetworks(
    address,
    isInside ? settings.enrolmentInternalNetworks : settings.enrolmentExternalNetworks,
  );
}
