import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** The plan that this process was given. Errors: it is not of that shape. */
export function readPlan<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
  return schema.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
}
