import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { errorCodeOrText, errorText, isMissingFile } from '../../../lib/errors';
import { hasProtoName } from '../../../lib/proto-name';
import { INVISIBLE_FOUND, VISIBLE_LINE } from '../../../lib/visible-text';

/** A file of an admin in the data folder is not usable. The message is one sentence that names the file. */
export class CustomBrandError extends Error {
  override readonly name = 'CustomBrandError';

  constructor(file: string, problem: string) {
    super(`${file} cannot be used: ${problem}.`);
  }
}

/** Vendor parameters by name. Values are text, as in the phone's config file. */
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

/** `brands/<id>/brand.json`: a white label of a built-in brand. */
export const customBrandSchema = z.strictObject({
  name: z.string().min(1).max(64).regex(VISIBLE_LINE, INVISIBLE_FOUND),
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

/** Reads a JSON file; null when there is none. @throws CustomBrandError for an unreadable or invalid file. */
export function readJsonFile<T>(file: string, schema: z.ZodType<T>): T | null {
  const text = readTextFile(file);
  if (text === null) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CustomBrandError(file, `it is not valid JSON (${errorText(error)})`);
  }
  // The schemas would drop it silently.
  if (hasProtoName(json)) throw new CustomBrandError(file, 'it has a member named __proto__');
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CustomBrandError(file, `${issue?.path.join('.') || 'it'}: ${issue?.message}`);
}

function readTextFile(file: string): string | null {
  try {
    // Some editors begin a file with a byte order mark.
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw new CustomBrandError(file, `it cannot be read (${errorCodeOrText(error)})`);
  }
}

/** The names of the folders in a folder, sorted; none when it does not exist. @throws CustomBrandError */
export function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const link = entries.find((entry) => entry.isSymbolicLink());
    if (link) throw new CustomBrandError(path.join(folder, link.name), 'it is a symbolic link, not a folder');
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (error instanceof CustomBrandError) throw error;
    if (isMissingFile(error)) return [];
    throw new CustomBrandError(folder, `it cannot be read (${errorCodeOrText(error)})`);
  }
}
