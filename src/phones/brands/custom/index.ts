import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { errorCodeOrText, errorText, isMissingFile } from '../../../lib/errors';
import type { Brand } from '../brand';
import { canName } from '../brand-facts';
import { CustomBrandError } from './custom-brand-error';
import { customBrandSchema, overridesSchema } from './schemas';
import { whiteLabel } from './white-label';

export { CustomBrandError } from './custom-brand-error';

const EVERY_MODEL = '*';

/**
 * The brands with what an admin added in the data folder: `brands/<id>/brand.json` for a white label, and
 * `overrides.json` for parameters of brands and models. Nothing there: the brands as they are.
 * @throws OwnBrandError, one sentence that names the file and what is wrong in it.
 */
export function withCustomBrands(dataDir: string, builtIn: readonly Brand[]): Brand[] {
  const all = [...builtIn];
  for (const id of foldersIn(path.join(dataDir, 'brands'))) {
    const file = path.join(dataDir, 'brands', id, 'brand.json');
    const own = read(file, customBrandSchema);
    if (own === null) throw new CustomBrandError(file, 'it is not there');
    if (!/^[a-z0-9-]{1,32}$/.test(id))
      throw new CustomBrandError(file, 'its folder must be named in lower case');
    all.push(checked(whiteLabel(id, own, builtIn, file), file));
  }
  const file = path.join(dataDir, 'overrides.json');
  const overrides = read(file, overridesSchema) ?? {};
  for (const id of Object.keys(overrides)) {
    if (!all.some((brand) => brand.id === id)) throw new CustomBrandError(file, `there is no brand "${id}"`);
  }
  return all.map((brand) => {
    const own = overrides[brand.id];
    return own ? checked(withParameters(brand, own), file) : brand;
  });
}

/** What an admin's own files say of a model of this brand, the stronger behind the weaker. */
export function adminLayers(
  { adminParameters }: Brand,
  model: string | null,
): Readonly<Record<string, string>>[] {
  if (!adminParameters) return [];
  return [adminParameters[EVERY_MODEL] ?? {}, (model !== null && adminParameters[model]) || {}];
}

function withParameters(brand: Brand, own: NonNullable<Brand['adminParameters']>): Brand {
  const { adminParameters = {} } = brand;
  const merged = { ...adminParameters[EVERY_MODEL], ...own[EVERY_MODEL] };
  return { ...brand, adminParameters: { ...adminParameters, ...own, [EVERY_MODEL]: merged } };
}

function checked(brand: Brand, file: string): Brand {
  for (const [model, parameters] of Object.entries(brand.adminParameters ?? {})) {
    if (model !== EVERY_MODEL && !brand.models[model])
      throw new CustomBrandError(file, `${brand.id}: there is no model "${model}"`);
    for (const name of Object.keys(parameters)) {
      if (!canName(brand, name))
        throw new CustomBrandError(file, `${brand.id}: no parameter is called ${JSON.stringify(name)}`);
    }
  }
  return brand;
}

function read<T>(file: string, schema: z.ZodType<T>): T | null {
  const text = textOf(file);
  if (text === null) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CustomBrandError(file, `it is no JSON (${errorText(error)})`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CustomBrandError(file, `${issue?.path.join('.') || 'it'}: ${issue?.message}`);
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw new CustomBrandError(file, `it cannot be read (${errorCodeOrText(error)})`);
  }
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (isMissingFile(error)) return [];
    throw new CustomBrandError(folder, `it cannot be read (${errorCodeOrText(error)})`);
  }
}
