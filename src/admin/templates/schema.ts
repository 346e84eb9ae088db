import { z } from 'zod';
import { maskTemplate } from '../../desk/mask-secrets';
import { KEY_KINDS, type PhoneOptions, type Template } from '../../desk/model';
import { hostText } from '../../desk/settings';
import {
  brandText,
  displayText,
  fitsColumn,
  type OverridesView,
  overridesResponse,
  rowId,
  singleLineText,
  uniqueNameText,
  unknownOverridesResponse,
  unmasked,
  vendorOverridesSchema,
} from '../schemas/common';
import { dialledText, timeZoneText } from '../schemas/values';

export const templateKeySchema = z
  .strictObject({
    kind: z.enum(KEY_KINDS),
    value: unmasked(singleLineText(128))
      .optional()
      .default('')
      .describe('A number or a URL, depending on the kind.'),
    label: displayText(64).optional().default(''),
  })
  .meta({ id: 'TemplateKey' });

const keys = z
  .array(templateKeySchema)
  .max(200)
  .refine(fitsColumn, 'is too large')
  .describe('In order of priority. If a model has too few keys, the last ones are omitted.');

const language = z
  .string()
  .regex(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,2}$/, 'must be a language tag, such as de or pt-BR');

const options = {
  language,
  timezone: timeZoneText,
  ntpServer: hostText,
  voicemailNumber: dialledText,
} satisfies Partial<Record<keyof PhoneOptions, z.ZodType>>;

const newOptions = z
  .strictObject({ ...options, phoneAdminPassword: singleLineText(64, 1).describe('Never shown.') })
  .partial()
  .describe('Absent fields use the value of the settings or of the brand.')
  .meta({ id: 'NewTemplateSettings' });

const changedOptions = z
  .strictObject({
    language: language.nullable(),
    timezone: timeZoneText.nullable(),
    ntpServer: hostText.nullable(),
    voicemailNumber: dialledText.nullable(),
    phoneAdminPassword: singleLineText(64, 1).nullable().describe('Never shown.'),
  })
  .partial()
  .describe('Only the fields in the request change; null removes one.')
  .meta({ id: 'TemplateSettingsChange' });

const name = uniqueNameText(64).meta({ example: 'standard' });
const isDefault = z
  .boolean()
  .describe('Whether this is the default template of its brand. A new default replaces the old one.');

export const newTemplate = z
  .strictObject({
    brand: brandText,
    name,
    isDefault: isDefault.optional().default(false),
    settings: newOptions.optional().default({}),
    keys: keys.optional().default([]),
    overrides: vendorOverridesSchema.optional().default({}),
  })
  .meta({ id: 'NewTemplate' });

export const templateChange = z
  .strictObject({ name, isDefault, settings: changedOptions, keys, overrides: vendorOverridesSchema })
  .partial()
  .meta({ id: 'TemplateChange', description: '`keys` and `overrides` replace the existing ones.' });

export const templateResponse = z
  .object({
    id: rowId,
    brand: z.string(),
    name: z.string(),
    isDefault,
    settings: z
      .object({
        language: z.string().optional(),
        timezone: z.string().optional(),
        ntpServer: z.string().optional(),
        voicemailNumber: z.string().optional(),
        phoneAdminPasswordSet: z.boolean(),
      })
      .meta({ id: 'TemplateSettings' }),
    keys: z
      .array(z.object({ kind: z.string(), value: z.string(), label: z.string() }))
      .describe(
        'Keys without the scope `manage` read only the scheme and host of a URL: `https://pbx.example.com/********`.',
      ),
    overrides: overridesResponse,
    unknownOverrides: unknownOverridesResponse,
  })
  .meta({ id: 'Template' });

export function toTemplateResponse(
  template: Template,
  { mayManage, unknownOverrides }: OverridesView,
): z.input<typeof templateResponse> {
  const { overrides, keys } = mayManage ? template : maskTemplate(template);
  const { phoneAdminPassword, ...settings } = template.settings;
  return {
    id: template.id,
    brand: template.brand,
    name: template.name,
    isDefault: template.isDefault,
    settings: { ...settings, phoneAdminPasswordSet: phoneAdminPassword !== undefined },
    keys: [...keys],
    overrides,
    unknownOverrides: [...unknownOverrides],
  };
}

/** Options after a change: null removes one, absent fields stay. */
export function changeOptions(before: PhoneOptions, change: z.output<typeof changedOptions>): PhoneOptions {
  const kept = Object.entries({ ...before, ...change }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return Object.fromEntries(kept);
}
