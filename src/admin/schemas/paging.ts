import { z } from 'zod';
import 'zod-openapi';
import type { Page } from '../ports/lists';

const DEFAULT_LIMIT = 100;
const LARGEST_LIMIT = 500;
/** A name of 64 characters of 4 bytes, and a brand. */
const LONGEST_CURSOR = 600;

/** The paging parameters of every long list. `position` validates a decoded cursor. */
export function pagingParameters<Position>(position: z.ZodType<Position>) {
  return {
    limit: z
      .string()
      .regex(/^[1-9][0-9]{0,2}$/, `must be a number from 1 to ${LARGEST_LIMIT}`)
      .transform(Number)
      .refine((limit) => limit <= LARGEST_LIMIT, `must be a number from 1 to ${LARGEST_LIMIT}`)
      .optional()
      .meta({ description: `Maximum number of items; default ${DEFAULT_LIMIT}.`, example: '100' }),
    cursor: z
      .string()
      .max(LONGEST_CURSOR)
      .transform((text, context): Position => {
        const read = position.safeParse(parseJson(Buffer.from(text, 'base64url').toString('utf8')));
        if (read.success) return read.data;
        context.addIssue({ code: 'custom', message: 'must be "next" of a previous answer' });
        return z.NEVER;
      })
      .optional()
      .meta({ description: '"next" of the previous answer: continues the list.' }),
  };
}

/** Schema of a list response. */
export function listOf<Item extends z.ZodType>(item: Item, id: string) {
  return z
    .object({
      items: z.array(item),
      next: z.string().nullable().describe('Cursor of the next page; null at the end.'),
    })
    .meta({ id });
}

/** The page of a query, with one extra item to detect whether more follow. */
export function pageOf<Position>(query: {
  readonly limit?: number | undefined;
  readonly cursor?: Position | undefined;
}): Page<Position> {
  return { after: query.cursor ?? null, limit: (query.limit ?? DEFAULT_LIMIT) + 1 };
}

/** Drops the extra item of `pageOf` and adds the cursor. */
export function toPage<Item, Shown>(
  items: readonly Item[],
  page: Page<unknown>,
  show: (item: Item) => Shown,
  positionOf: (item: Item) => unknown,
): { items: Shown[]; next: string | null } {
  const shown = items.slice(0, page.limit - 1);
  const last = shown.at(-1);
  const goesOn = items.length === page.limit && last !== undefined;
  return { items: shown.map(show), next: goesOn ? cursorOf(positionOf(last)) : null };
}

function cursorOf(position: unknown): string {
  return Buffer.from(JSON.stringify(position), 'utf8').toString('base64url');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
