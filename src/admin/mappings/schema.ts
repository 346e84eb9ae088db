import { z } from 'zod';
import { maskMapping } from '../../desk/mask-secrets';
import type { Mapping } from '../../desk/model';
import {
  brandText,
  extensionText,
  macResponse,
  macText,
  modelText,
  type OverridesView,
  overridesResponse,
  rowId,
  unknownOverridesResponse,
  vendorOverridesSchema,
} from '../schemas/common';

const onlyModel = modelText.nullable().describe('Only for this model; null: all models.');
const onlyMac = macText.nullable().describe('Only for this phone; null: all phones.');

export const newMapping = z
  .strictObject({
    extension: extensionText,
    brand: brandText,
    templateId: rowId,
    model: onlyModel.optional().default(null),
    mac: onlyMac.optional().default(null),
    overrides: vendorOverridesSchema.optional().default({}),
  })
  .meta({ id: 'NewMapping' });

export const mappingChange = z
  .strictObject({ templateId: rowId, model: onlyModel, mac: onlyMac, overrides: vendorOverridesSchema })
  .partial()
  .meta({ id: 'MappingChange', description: '`overrides` replaces all existing overrides.' });

export const mappingResponse = z
  .object({
    id: rowId,
    extension: z.string(),
    brand: z.string(),
    templateId: rowId,
    model: z.string().nullable(),
    mac: macResponse.nullable(),
    overrides: overridesResponse,
    unknownOverrides: unknownOverridesResponse,
  })
  .meta({ id: 'Mapping', description: 'Extension + brand → template.' });

export function toMappingResponse(
  mapping: Mapping,
  { mayManage, unknownOverrides }: OverridesView,
): z.input<typeof mappingResponse> {
  return { ...(mayManage ? mapping : maskMapping(mapping)), unknownOverrides: [...unknownOverrides] };
}
