import type { Brand, Model } from '../brand';
import { readUserAgent } from '../identify';
import { CustomBrandError } from './custom-brand-error';
import type { CustomBrand } from './schemas';

const SAMPLE_MAC = '02aabbccddee';

/**
 * A brand from an admin's own file: all that it does is the other brand's, under its own name.
 * @throws OwnBrandError, naming the file and what is wrong in it.
 */
export function whiteLabel(id: string, own: CustomBrand, builtIn: readonly Brand[], file: string): Brand {
  const base = builtIn.find((brand) => brand.id === own.like);
  if (!base) throw new CustomBrandError(file, `like: there is no brand "${own.like}"`);
  if (builtIn.some((brand) => brand.id === id))
    throw new CustomBrandError(file, `there is a brand "${id}" already`);
  const userAgent = (model: string, mac: string) =>
    own.userAgent.replaceAll('{model}', model).replaceAll('{mac}', mac);
  const brand: Brand = {
    ...base,
    id,
    name: own.name,
    identity: { ouis: own.ouis, userAgents: own.userAgents, sipUserAgents: own.sipUserAgents },
    models: modelsOf(own, base, file),
    modelOf: (said) => said.toLowerCase(),
    configFile: (mac, model) => base.configFile(mac, own.models[model] ?? model),
    whiteLabel: { brand: base.id, models: own.models, userAgent },
    ...(own.parameters ? { adminParameters: { '*': own.parameters } } : {}),
    limitations:
      own.limitations ??
      `# ${own.name}\n\nMade by an admin, like ${base.name}: nothing is known of it beyond that.\n`,
  };
  for (const model of Object.keys(brand.models))
    expectToKnowItself(brand, model, userAgent(model, SAMPLE_MAC), file);
  return brand;
}

function modelsOf(own: CustomBrand, base: Brand, file: string): Record<string, Model> {
  const models = Object.entries(own.models).map(([name, like]) => {
    const model = base.models[like];
    if (!model) throw new CustomBrandError(file, `models.${name}: ${base.name} has no model "${like}"`);
    return [name, model] as const;
  });
  return Object.fromEntries(models);
}

/** A User-Agent that its own patterns do not read would leave every such phone unknown. */
function expectToKnowItself(brand: Brand, model: string, said: string, file: string): void {
  const read = readUserAgent(brand, said);
  if (!read) throw new CustomBrandError(file, `userAgents: none matches "${said}"`);
  if (read.model !== model) {
    throw new CustomBrandError(
      file,
      `userAgents: in "${said}" the group "model" is ${read.model ?? 'missing'}, not ${model}`,
    );
  }
  if (!brand.identity.sipUserAgents.some((pattern) => pattern.test(said)))
    throw new CustomBrandError(file, `sipUserAgents: none matches "${said}"`);
}
