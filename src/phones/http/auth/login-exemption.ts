import type { Desk } from '../../../desk/desk';
import { isInNetworks } from '../../../lib/ip';
import type { Identity } from '../../brands/identify';
import type { BrandRegistry } from '../../brands/registry';
import type { RequestSettings } from '../request-settings';

interface ExemptionDeps {
  readonly desk: Pick<Desk, 'storedBrandOf'>;
  readonly brandRegistry: Pick<BrandRegistry, 'fitsMac'>;
}

interface ExemptionRequest {
  readonly identity: Identity;
  readonly settings: RequestSettings;
  /** The source address. */
  readonly source: string;
}

/**
 * Whether a file is served without the login of `provisioningAuth`: only to phones of a brand that cannot log in. The name
 * of a file is a claim, so the phone must be known as one of that brand. An unknown one is exempt inside only, and not with
 * the OUI of another maker: any MAC outside would otherwise get a login page without a login.
 */
export async function isExemptFromLogin(
  { desk, brandRegistry }: ExemptionDeps,
  { identity, settings, source }: ExemptionRequest,
): Promise<boolean> {
  const { brand, mac, role } = identity;
  if (brand.httpAuth !== 'none') return false;
  // Without a MAC, only the token of a phone of that brand gets its config.
  if (mac === null || role !== 'config') return true;
  // During an outage only copies are served, each to a phone of its own brand.
  if (await settings.isOutage()) return true;
  const stored = await desk.storedBrandOf(mac);
  if (stored !== null) return stored === brand.id;
  const { internalNetworks } = await settings.lastKnown();
  return isInNetworks(source, internalNetworks) && brandRegistry.fitsMac(brand.id, mac);
}
