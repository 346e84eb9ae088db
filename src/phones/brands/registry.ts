import type { Phone } from '../../desk/model';
import type { BrandBehaviour } from '../../desk/ports/brands';
import type { Mac } from '../../lib/mac';
import { ownValue } from '../../lib/own-value';
import type { Brand, Model } from './brand';
import { matchesUserAgent } from './identify';

/** The brands by id. `get` throws for an unknown id: stored phones always have a known one. */
export interface BrandRegistry extends BrandBehaviour {
  readonly brands: readonly Brand[];
  find(id: string): Brand | null;
  get(id: string): Brand;
  model(phone: Pick<Phone, 'brand' | 'model'>): Model;
}

export function createBrandRegistry(brands: readonly Brand[]): BrandRegistry {
  const byId = new Map(brands.map((brand) => [brand.id, brand]));
  const get = (id: string): Brand => {
    const brand = byId.get(id);
    if (!brand) throw new Error(`unknown brand ${id}`);
    return brand;
  };
  const model = (phone: Pick<Phone, 'brand' | 'model'>): Model => {
    const brand = get(phone.brand);
    return (phone.model === null ? undefined : ownValue(brand.models, phone.model)) ?? brand.unknownModel;
  };
  const ownsOui = ({ identity, whiteLabel }: Brand, mac: Mac): boolean => {
    const prefixes = [...identity.ouis, ...(identity.sharedOuis ?? [])];
    const maker = byId.get(whiteLabel?.brand ?? '');
    return prefixes.some((prefix) => mac.startsWith(prefix)) || (maker !== undefined && ownsOui(maker, mac));
  };
  return {
    brands,
    find: (id) => byId.get(id) ?? null,
    get,
    model,
    applyMethods: (phone) => model(phone).apply,
    matchesUserAgent: (id, sipUserAgent) =>
      sipUserAgent === '' || matchesUserAgent(get(id).identity.sipUserAgents, sipUserAgent),
    fitsMac: (id, mac) => ownsOui(get(id), mac) || !brands.some((brand) => ownsOui(brand, mac)),
    sipPort: (id) => get(id).sipPort,
  };
}
