import type { Mapping, Template } from '../desk/model';
import type { MappingRow, TemplateRow } from './rows';

export function fromTemplate(template: Omit<Template, 'id'>): Omit<TemplateRow, 'id'> {
  return {
    brand: template.brand,
    name: template.name,
    default_of: template.isDefault ? template.brand : null,
    settings: JSON.stringify(template.settings),
    keys: JSON.stringify(template.keys),
    overrides: JSON.stringify(template.overrides),
  };
}

export function fromMapping(mapping: Omit<Mapping, 'id'>): Omit<MappingRow, 'id'> {
  return {
    extension: mapping.extension,
    brand: mapping.brand,
    template_id: mapping.templateId,
    model: mapping.model ?? '',
    mac: mapping.mac ?? '',
    overrides: JSON.stringify(mapping.overrides),
  };
}
