import type { Mac } from '../../lib/mac';
import type { Mapping, Phone, Template } from '../model';

/** Which rule chose the template, in the order in which they are tried. */
export type TemplateRule = 'mac-and-model' | 'mac' | 'model' | 'brand' | 'default-template' | 'built-in';

export interface TemplateChoice {
  readonly rule: TemplateRule;
  readonly template: Template | null;
  readonly mapping: Mapping | null;
}

/** A phone, or (without a MAC) any phone of a brand and model. */
export type PhoneKind = Pick<Phone, 'brand' | 'model'> & { readonly mac: Mac | null };

const RULES: readonly { rule: TemplateRule; fits(mapping: Mapping, phone: PhoneKind): boolean }[] = [
  { rule: 'mac-and-model', fits: (mapping, phone) => isForMac(mapping, phone) && isForModel(mapping, phone) },
  { rule: 'mac', fits: (mapping, phone) => isForMac(mapping, phone) && mapping.model === null },
  { rule: 'model', fits: (mapping, phone) => mapping.mac === null && isForModel(mapping, phone) },
  { rule: 'brand', fits: (mapping) => mapping.mac === null && mapping.model === null },
];

function isForMac(mapping: Mapping, phone: PhoneKind): boolean {
  return mapping.mac !== null && mapping.mac === phone.mac;
}

function isForModel(mapping: Mapping, phone: PhoneKind): boolean {
  return mapping.model !== null && mapping.model === phone.model;
}

/**
 * The template of an extension at a phone; the first rule that finds one wins. `mappings` are the extension's,
 * `templates` the brand's. A mapping to a template of another brand never counts.
 */
export function chooseTemplate(
  phone: PhoneKind,
  mappings: readonly Mapping[],
  templates: readonly Template[],
): TemplateChoice {
  const ofBrand = templates.filter((template) => template.brand === phone.brand);
  for (const { rule, fits } of RULES) {
    for (const mapping of mappings) {
      if (mapping.brand !== phone.brand || !fits(mapping, phone)) continue;
      const template = ofBrand.find((candidate) => candidate.id === mapping.templateId);
      if (template) return { rule, template, mapping };
    }
  }
  const template = ofBrand.find((candidate) => candidate.isDefault);
  if (template) return { rule: 'default-template', template, mapping: null };
  return { rule: 'built-in', template: null, mapping: null };
}
