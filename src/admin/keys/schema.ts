import { z } from 'zod';
import { ENVIRONMENT, SCOPES } from '../http/scopes';
import type { AdminKey } from '../ports/keys';
import { formatInstant, formatInstantOrNull, instant, line } from '../schemas/common';

/** Together with `key ` before it, as the audit has it, it fits its column. */
const LONGEST_NAME = 60;

const scopes = z
  .array(z.enum(SCOPES))
  .min(1)
  .max(SCOPES.length)
  .describe(
    '`read`; `operate`: log in and out too; `manage`: change everything else too. Each includes those before it.',
  );

export const newKey = z
  .strictObject({
    name: line(LONGEST_NAME, 1)
      .regex(/^\S(.*\S)?$/u, 'must not begin or end with a space')
      .meta({ description: 'Whose it is. No other key ever has the same name.', example: 'wallboard' }),
    scopes,
  })
  .meta({ id: 'NewKey' });

export const keyResponse = z
  .object({
    id: z.string().describe('`environment` is the key that HOTDESK_ADMIN_KEY gives.'),
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    createdAt: instant.nullable(),
    lastUsedAt: instant.nullable().describe('Noted once a minute at most; null: never, or not known.'),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'AdminKey' });

export const createdKeyResponse = keyResponse
  .extend({ key: z.string().describe('The key. Shown only this once.') })
  .meta({ id: 'CreatedAdminKey' });

export function toKeyResponse(key: AdminKey): z.input<typeof keyResponse> {
  return {
    id: key.id,
    name: key.name,
    scopes: [...key.scopes],
    createdAt: formatInstant(key.createdAt),
    lastUsedAt: formatInstantOrNull(key.lastUsedAt),
    revokedAt: formatInstantOrNull(key.revokedAt),
  };
}

export function toEnvironmentKeyResponse(): z.input<typeof keyResponse> {
  return {
    id: ENVIRONMENT,
    name: ENVIRONMENT,
    scopes: [...SCOPES],
    createdAt: null,
    lastUsedAt: null,
    revokedAt: null,
  };
}
