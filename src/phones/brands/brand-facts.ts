import type { Phone } from '../../desk/model';
import type { ApplyMethod } from '../../desk/ports/brands';
import { availableVias, type DeskSettings } from '../../desk/settings';
import { PARAMETER_NAMES } from '../provisioning/formats';
import { createUrls, type PhonesPorts } from '../urls';
import type { Brand } from './brand';
import type { BrandRegistry } from './registry';

/** What a brand and its models can do, for admins who choose phones. */
interface BrandFacts {
  readonly id: string;
  readonly name: string;
  readonly createdByRest: boolean;
  readonly keepsUrl: boolean;
  readonly httpAuth: Brand['httpAuth'];
  readonly hasLoginScreens: boolean;
  readonly models: readonly {
    readonly name: string;
    readonly accounts: number;
    readonly lineKeys: number;
    readonly softKeys: number;
    readonly applyMethods: readonly ApplyMethod[];
  }[];
  readonly limitations: string;
}

/** @param limitationsOf reads a brand's limitations.md. */
export function brandFacts(brand: Brand, limitationsOf: (id: string) => string): BrandFacts {
  return {
    id: brand.id,
    name: brand.name,
    createdByRest: brand.createdByRest,
    keepsUrl: brand.keepsUrl,
    httpAuth: brand.httpAuth,
    hasLoginScreens: brand.screens !== null,
    models: Object.entries(brand.models).map(([name, { accounts, lineKeys, softKeys, apply }]) => ({
      name,
      accounts,
      lineKeys,
      softKeys,
      applyMethods: apply,
    })),
    limitations: brand.limitations ?? limitationsOf(brand.id),
  };
}

/** Whether a config file of this brand can hold a parameter of this name. */
export function canHoldParameter(brand: Brand, parameter: string): boolean {
  return PARAMETER_NAMES[brand.format].test(parameter);
}

/** The config file's name for a phone; a missing MAC is written as zeros. */
export function configFileName(brand: Brand, model: string | null, mac: string | null): string {
  return brand.configFile(mac ?? '0'.repeat(12), model ?? '');
}

/** The provisioning URL for a phone that an admin created; null while the PBX has no address. */
export function provisioningLinkOf(
  brandRegistry: BrandRegistry,
  settings: DeskSettings,
  listening: PhonesPorts,
  phone: Phone,
  token: string,
): string | null {
  const [via] = availableVias(settings);
  if (via === undefined) return null;
  const folder = createUrls(settings, listening).provisioning(via, token);
  const brand = brandRegistry.get(phone.brand);
  return brand.fetchesUrlItself ? folder + configFileName(brand, phone.model, phone.mac) : folder;
}
