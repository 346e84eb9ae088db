import { z } from 'zod';
import 'zod-openapi';
import { isExtensionNumber } from '../../desk/validation';
import { type Mac, parseMac } from '../../lib/mac';
import { isMasked } from '../../lib/mask';
import { INVISIBLE_FOUND, VISIBLE, VISIBLE_LINE } from '../../lib/visible-text';
import { PROBLEMS, type ProblemCode } from '../http/problem';

/** Text columns of MariaDB hold 65,535 bytes. */
const COLUMN_BYTES = 65_535;

/** A MAC in any of the usual notations, read as 12 lower-case hex digits. */
export const macText = z
  .string()
  .max(17)
  .transform((text, context): Mac => {
    const mac = parseMac(text);
    if (mac !== null) return mac;
    context.addIssue({ code: 'custom', message: 'must be a MAC: 12 hex digits, with or without : - .' });
    return z.NEVER;
  })
  .meta({ description: 'A MAC in any of the usual notations.', example: '00:50:58:00:00:01' });

export const macResponse = z.string().meta({
  description: 'A MAC: 12 lower-case hex digits.',
  example: '005058000001',
});

export const extensionText = z
  .string()
  .refine(isExtensionNumber, 'must be 1 to 20 digits')
  .meta({ description: 'Extension number.', example: '1001' });

/** ZWNJ and ZWJ inside a word or an emoji. */
const JOINER = String.raw`(?<=[\p{L}\p{M}\p{Extended_Pictographic}\ufe0f])[\u200c\u200d](?=[\p{L}\p{Extended_Pictographic}])`;

/** One line of text: no control characters, no invisible ones such as bidi overrides, no lone surrogates. */
export function singleLineText(longest: number, shortest = 0): z.ZodString {
  return singleLine(z.string(), longest, shortest);
}

function singleLine(text: z.ZodString, longest: number, shortest: number): z.ZodString {
  return text.min(shortest).max(longest).regex(VISIBLE_LINE, INVISIBLE_FOUND);
}

/** A text for a phone's display: also with the joiners that Persian, Indic scripts and emoji need. */
export function displayText(longest: number): z.ZodString {
  return z
    .string()
    .max(longest)
    .regex(new RegExp(`^(${VISIBLE}|${JOINER})*$`, 'u'), INVISIBLE_FOUND);
}

/** A name by which admins identify something: stored in NFKC, so that no two names differ only in how they are encoded. */
export function uniqueNameText(longest: number): z.ZodString {
  return singleLine(z.string().normalize('NFKC'), longest, 1);
}

export const brandText = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[a-z0-9-]+$/, 'must be the id of a brand, such as yealink')
  .meta({ description: 'The id of a brand; see /api/v1/brands.', example: 'yealink' });

export const modelText = singleLineText(32, 1).meta({
  description: 'A model of the brand; see /api/v1/brands.',
  example: 't46s',
});

/** The id of a row, in a path. */
export const idText = z
  .string()
  .regex(/^[1-9][0-9]{0,9}$/, 'must be a number')
  .transform(Number)
  .meta({ description: 'Its id.', example: '5' });

export const rowId = z.number().int().min(1).max(4_294_967_295);

/** Times are epoch milliseconds inside and RFC 3339 in REST. */
export const instantResponse = z.string().meta({ format: 'date-time', example: '2026-01-31T12:00:00.000Z' });

/** A time in RFC 3339, in any time zone. */
export const instantText = z.iso
  .datetime({ offset: true, message: 'must be a time in RFC 3339, such as 2026-01-31T12:00:00Z' })
  .transform((text) => Date.parse(text));

export function formatInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function formatInstantOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : formatInstant(milliseconds);
}

/** Whether the JSON of a value fits its column. */
export function fitsColumn(value: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(value), 'utf8') <= COLUMN_BYTES;
}

/** A text that is not what a key reads that may not see the value: a client must not write it back. */
export function unmasked(schema: z.ZodString): z.ZodString {
  return schema.refine(
    (text) => !isMasked(text),
    'must not hold ********: only a key with the scope manage reads the value that it stands for',
  );
}

/** Vendor parameters by name. Names have only characters that no vendor's format treats as a delimiter. */
export const vendorOverridesSchema = z
  .record(
    z
      .string()
      .max(128)
      .regex(
        /^[A-Za-z_][A-Za-z0-9_.:/[\]-]*( [A-Za-z0-9_.:/[\]-]+)*$/,
        'must be the name of a parameter: letters, digits and _ . : / [ ] -',
      ),
    unmasked(singleLineText(2048)),
  )
  .refine(fitsColumn, 'is too large')
  .meta({
    description: "Vendor parameters by name. They override everything else in the phone's config.",
    example: { 'phone_setting.backlight_time': '60' },
  });

export const overridesResponse = z
  .record(z.string(), z.string())
  .describe('Vendor parameters by name. Keys without the scope `manage` read `********` for every value.');

export const unknownOverridesResponse = z
  .array(z.string())
  .describe(
    'Names in `overrides` that no config of this brand holds: check their spelling. They are written all the same, for ' +
      'a phone may know more parameters than Hotdesk.',
  );

/** How a resource with overrides appears to the holder of a key. */
export interface OverridesView {
  /** Whether the key may see values that may be secrets. */
  readonly mayManage: boolean;
  readonly unknownOverrides: readonly string[];
}

export const problemResponse = z
  .object({
    title: z.string().describe('The status in words.'),
    status: z.number().int(),
    code: z
      .enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]])
      .describe('Stable code for programs.'),
    detail: z.string().describe('Explanation for humans.'),
    errors: z
      .array(z.object({ path: z.string().meta({ example: 'body.keys[0].kind' }), message: z.string() }))
      .optional()
      .describe('The invalid parts of the request.'),
  })
  .meta({ id: 'Problem', description: 'A problem (RFC 9457) with a stable code.' });
