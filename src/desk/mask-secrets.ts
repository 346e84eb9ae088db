import { maskUrl, maskValues } from '../lib/mask';
import type { Key, Mapping, Template } from './model';

/** Vendor parameters and URLs may contain passwords: readers who may not change them see only names and hosts. */

/** The template without what its keys and overrides may hide. */
export function maskTemplate(template: Template): Template {
  return { ...template, keys: template.keys.map(maskKey), overrides: maskValues(template.overrides) };
}

export function maskMapping(mapping: Mapping): Mapping {
  return { ...mapping, overrides: maskValues(mapping.overrides) };
}

/** Whether the value of a key is a URL. Also at a key of another kind, where it is an error of an admin. */
function holdsUrl({ kind, value }: Pick<Key, 'kind' | 'value'>): boolean {
  return kind === 'url' || value.includes('://');
}

function maskKey(key: Key): Key {
  return holdsUrl(key) && key.value !== '' ? { ...key, value: maskUrl(key.value) } : key;
}
