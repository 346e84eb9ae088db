import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** Reads the plan file, the first argument of this process. Errors: it does not fit the schema. */
export function readPlan<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
  return schema.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
}
