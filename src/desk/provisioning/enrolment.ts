import { isInNetworks } from '../../lib/ip';
import { ownValue } from '../../lib/own-value';
import type { DeskSettings } from '../settings';
import type { TurnAwayReason } from './turn-away';

/**
 * Why an unknown phone gets no default login; null if it gets one. Phones that an admin created are known and always get one.
 *
 * `open`: all may; `known`: none; `network`: those whose address is in the list for inside or outside.
 */
export function enrolmentRefusal(
  settings: DeskSettings,
  brand: string,
  address: string,
): Extract<TurnAwayReason, 'default-login-off' | 'not-known' | 'not-in-network'> | null {
  if (!settings.defaultLogin) return 'default-login-off';
  const policy = ownValue(settings.enrolmentByBrand, brand) ?? settings.enrolment;
  if (policy === 'open') return null;
  if (policy === 'known') return 'not-known';
  const isInside = isInNetworks(address, settings.internalNetworks);
  const allowed = isInside ? settings.enrolmentInternalNetworks : settings.enrolmentExternalNetworks;
  return isInNetworks(address, allowed) ? null : 'not-in-network';
}
