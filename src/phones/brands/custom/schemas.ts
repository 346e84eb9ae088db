import { z } from 'zod';

/** Vendor parameters by name. Values are text, as they stand in the phone's file. */
const parameters = z.record(z.string().min(1), z.string());

/** `overrides.json`: brand → model, or `*` for all → parameters. */
export const overridesSchema = z.record(z.string(), z.record(z.string(), parameters));

const prefix = z
  .string()
  .regex(/^[0-9a-f]{6,11}$/, 'must be the first 6 to 11 hex digits of its MACs, in lower case');

const pattern = z
  .string()
  .min(1)
  .refine(isPattern, 'must be a regular expression')
  .transform((text) => new RegExp(text));

/** `brands/<id>/brand.json`: a white label of a brand that is there, under its own name. */
export const customBrandSchema = z.strictObject({
  name: z.string().min(1).max(64),
  like: z.string(),
  ouis: z.array(prefix).min(1),
  userAgents: z.array(pattern).min(1),
  sipUserAgents: z.array(pattern).min(1),
  userAgent: z.string().min(1).max(200),
  models: z.record(z.string().regex(/^[a-z0-9.+-]{1,32}$/, 'must be in lower case'), z.string()),
  parameters: parameters.optional(),
  limitations: z.string().min(1).optional(),
});

export type CustomBrand = z.infer<typeof customBrandSchema>;

function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source !== '';
  } catch {
    return false;
  }
}
