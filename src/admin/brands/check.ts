import { createProblem, type Problem } from '../http/problem';
import type { Brands } from '../ports/brands';
import type { OverridesView } from '../schemas/common';

/** Unknown brand, or null. */
export function brandProblem(brands: Brands, brand: string): Problem | null {
  return brands.all().some(({ id }) => id === brand) ? null : createProblem('unknown-brand');
}

/** Refuses an override name that the brand's config format cannot hold; it would break the file on every phone. */
export function overridesProblem(
  brands: Brands,
  brand: string,
  overrides: Readonly<Record<string, string>> | undefined,
): Problem | null {
  const name = Object.keys(overrides ?? {}).find((candidate) => !brands.canName(brand, candidate));
  if (name === undefined) return null;
  return createProblem(
    'invalid-parameter',
    `Config files of ${brand} cannot hold a parameter named "${name}".`,
  );
}

/** How a template or mapping appears to the holder of a key. */
export function overridesView(
  brands: Brands,
  { brand, overrides }: { readonly brand: string; readonly overrides: Readonly<Record<string, string>> },
  mayManage: boolean,
): OverridesView {
  const unknownOverrides = Object.keys(overrides).filter((name) => !brands.knowsParameter(brand, name));
  return { mayManage, unknownOverrides };
}

/** Whether a brand has this model, by the name that our tables use. */
export function isListedModel(brands: Brands, brand: string, model: string): boolean {
  const facts = brands.all().find(({ id }) => id === brand);
  return facts?.models.some(({ name }) => name === model) ?? false;
}
