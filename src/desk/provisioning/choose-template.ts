import type { Mac } from '../../lib/mac';
import type { Mapping, Phone, Template } from '../model';

/** The rule that chose the template, in the order in which the rules are tried. */
export type TemplateRule = 'mac-and-model' | 'mac' | 'model' | 'brand' | 'default-template' | 'built-in';

export interface TemplateChoice {
  readonly rule: TemplateRule;
  readonly template: Template | null;
  readonly mapping: Mapping | null;
}

/** A phone, or without a MAC any phone of a brand and model. */
export type PhoneKind = Pick<Phone, 'brand' | 'model'> & { readonly mac: Mac | null };

const RULES: readonly { rule: TemplateRule; matches(mapping: Mapping, phone: PhoneKind): boolean }[] = [
  {
    rule: 'mac-and-model',
    matches: (mapping, phone) => isForMac(mapping, phone) && isForModel(mapping, phone),
  },
  { rule: 'mac', matches: (mapping, phone) => isForMac(mapping, phone) && mapping.model === null },
  { rule: 'model', matches: (mapping, phone) => mapping.mac === null && isForModel(mapping, phone) },
  { rule: 'brand', matches: (mapping) => mapping.mac === null && mapping.model === null },
];

function isForMac(mapping: Mapping, phone: PhoneKind): boolean {
  return mapping.mac !== null && mapping.mac === phone.mac;
}

function isForModel(mapping: Mapping, phone: PhoneKind): boolean {
  return mapping.model !== null && mapping.model === phone.model;
}

/**
 * Chooses the template of an extension at a phone. The first rule that matches wins. `mappings` are the extension's,
 * `templates` the brand's. A mapping to a template of another brand never matches.
 */
export function chooseTemplate(
  phone: PhoneKind,
  mappings: readonly Mapping[],
  templates: readonly Template[],
): TemplateChoice {
  const ofBrand = templates.filter((template) => template.brand === phone.brand);
  for (const { rule, matches } of RULES) {
    for (const mapping of mappings) {
      if (mapping.brand !== phone.brand || !matches(mapping, phone)) continue;
      const template = ofBrand.find((candidate) => candidate.id === mapping.templateId);
      if (template) return { rule, template, mapping };
    }
  }
  const template = ofBrand.find((candidate) => candidate.isDefault);
  if (template) return { rule: 'default-template', template, mapping: null };
  return { rule: 'built-in', template: null, mapping: null };
}
