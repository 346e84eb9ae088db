import path from 'node:path';
import { ownValue } from '../../../lib/own-value';
import type { Brand } from '../brand';
import { canHoldParameter } from '../brand-facts';
import {
  CustomBrandError,
  customBrandSchema,
  foldersIn,
  overridesSchema,
  readJsonFile,
} from './custom-brand-files';
import { createWhiteLabel } from './white-label';

export { CustomBrandError } from './custom-brand-files';

const EVERY_MODEL = '*';

/**
 * Adds an admin's files in the data folder to the built-in brands: `brands/<id>/brand.json` for a white label,
 * `overrides.json` for parameters of brands and models. Without these files, returns the built-in brands.
 * @throws CustomBrandError, one sentence that names the file and the problem.
 */
export function withCustomBrands(dataDir: string, builtIn: readonly Brand[]): Brand[] {
  const all = [...builtIn];
  for (const id of foldersIn(path.join(dataDir, 'brands'))) {
    const file = path.join(dataDir, 'brands', id, 'brand.json');
    const custom = readJsonFile(file, customBrandSchema);
    if (custom === null) throw new CustomBrandError(file, 'it does not exist');
    if (!/^[a-z0-9-]{1,32}$/.test(id))
      throw new CustomBrandError(file, 'its folder must be named in lower case');
    all.push(checkParameters(createWhiteLabel(id, custom, builtIn, file), file));
  }
  const file = path.join(dataDir, 'overrides.json');
  const overrides = readJsonFile(file, overridesSchema) ?? {};
  for (const id of Object.keys(overrides)) {
    if (!all.some((brand) => brand.id === id)) throw new CustomBrandError(file, `unknown brand "${id}"`);
  }
  return all.map((brand) => {
    const own = ownValue(overrides, brand.id);
    return own ? checkParameters(withParameters(brand, own), file) : brand;
  });
}

/** The parameters from an admin's files for this model, in the order in which they apply. */
export function adminLayers(
  { adminParameters }: Brand,
  model: string | null,
): Readonly<Record<string, string>>[] {
  if (!adminParameters) return [];
  return [
    adminParameters[EVERY_MODEL] ?? {},
    (model === null ? undefined : ownValue(adminParameters, model)) ?? {},
  ];
}

function withParameters(brand: Brand, own: NonNullable<Brand['adminParameters']>): Brand {
  const { adminParameters = {} } = brand;
  const merged = { ...adminParameters[EVERY_MODEL], ...own[EVERY_MODEL] };
  return { ...brand, adminParameters: { ...adminParameters, ...own, [EVERY_MODEL]: merged } };
}

function checkParameters(brand: Brand, file: string): Brand {
  for (const [model, parameters] of Object.entries(brand.adminParameters ?? {})) {
    if (model !== EVERY_MODEL && !Object.hasOwn(brand.models, model))
      throw new CustomBrandError(file, `${brand.id}: unknown model "${model}"`);
    for (const name of Object.keys(parameters)) {
      if (!canHoldParameter(brand, name))
        throw new CustomBrandError(file, `${brand.id}: invalid parameter name ${JSON.stringify(name)}`);
    }
  }
  return brand;
}
