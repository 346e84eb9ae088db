import { ownValue } from '../../../lib/own-value';
import type { Brand, Model } from '../brand';
import { matchesUserAgent, readUserAgent } from '../identify';
import { type CustomBrand, CustomBrandError } from './custom-brand-files';
import { isSlowPattern } from './slow-pattern';

const SAMPLE_MAC = '02aabbccddee';

/**
 * A brand from an admin's file: it behaves like a built-in brand, under its own name.
 * @throws CustomBrandError, naming the file and the problem.
 */
export function createWhiteLabel(
  id: string,
  custom: CustomBrand,
  builtIn: readonly Brand[],
  file: string,
): Brand {
  const base = builtIn.find((brand) => brand.id === custom.like);
  if (!base) throw new CustomBrandError(file, `like: unknown brand "${custom.like}"`);
  if (builtIn.some((brand) => brand.id === id))
    throw new CustomBrandError(file, `the brand "${id}" exists already`);
  checkOuis(custom, base, builtIn, file);
  const userAgent = (model: string, mac: string) =>
    custom.userAgent.replaceAll('{model}', model).replaceAll('{mac}', mac);
  const brand: Brand = {
    ...base,
    id,
    name: custom.name,
    identity: { ouis: custom.ouis, userAgents: custom.userAgents, sipUserAgents: custom.sipUserAgents },
    models: modelsOf(custom, base, file),
    modelOf: (name) => name.toLowerCase(),
    configFile: (mac, model) => base.configFile(mac, ownValue(custom.models, model) ?? model),
    whiteLabel: { brand: base.id, models: custom.models, userAgent },
    ...(custom.parameters ? { adminParameters: { '*': custom.parameters } } : {}),
    limitations:
      custom.limitations ??
      `# ${custom.name}\n\nAdded by an admin as a white label of ${base.name}; nothing else is known about it.\n`,
  };
  checkSpeed(brand, userAgent(Object.keys(brand.models)[0] ?? '', SAMPLE_MAC), file);
  for (const model of Object.keys(brand.models))
    checkUserAgent(brand, model, userAgent(model, SAMPLE_MAC), file);
  return brand;
}

/** Phones of a built-in brand must stay its own. A white label may have the OUIs of the brand that it is like. */
function checkOuis({ ouis }: CustomBrand, base: Brand, builtIn: readonly Brand[], file: string): void {
  for (const [at, oui] of ouis.entries()) {
    const isShared = ({ identity }: Brand) =>
      identity.ouis.some((own) => own.startsWith(oui) || oui.startsWith(own));
    const owner = builtIn.find(isShared);
    if (owner && !isShared(base))
      throw new CustomBrandError(file, `ouis.${at}: ${oui} is an OUI of ${owner.name}, not of ${base.name}`);
  }
}

function modelsOf(custom: CustomBrand, base: Brand, file: string): Record<string, Model> {
  const models = Object.entries(custom.models).map(([name, like]) => {
    const model = ownValue(base.models, like);
    if (!model) throw new CustomBrandError(file, `models.${name}: ${base.name} has no model "${like}"`);
    return [name, model] as const;
  });
  return Object.fromEntries(models);
}

/** Anybody may send a User-Agent: a pattern that backtracks without end would stop the service. */
function checkSpeed({ identity }: Brand, userAgent: string, file: string): void {
  for (const name of ['userAgents', 'sipUserAgents'] as const) {
    const slow = identity[name].findIndex((pattern) => isSlowPattern(pattern, userAgent));
    if (slow >= 0)
      throw new CustomBrandError(file, `${name}.${slow}: the pattern takes too long for some User-Agents`);
  }
}

/** The brand's patterns must match its own User-Agent, or its phones would stay unknown. */
function checkUserAgent(brand: Brand, model: string, userAgent: string, file: string): void {
  const claims = readUserAgent(brand, userAgent);
  if (!claims) throw new CustomBrandError(file, `userAgents: none matches "${userAgent}"`);
  if (claims.model !== model) {
    throw new CustomBrandError(
      file,
      `userAgents: in "${userAgent}" the group "model" is ${claims.model ?? 'missing'}, not ${model}`,
    );
  }
  if (!matchesUserAgent(brand.identity.sipUserAgents, userAgent))
    throw new CustomBrandError(file, `sipUserAgents: none matches "${userAgent}"`);
}
