import { z } from 'zod';
import { ENVIRONMENT_KEY_NAME, KEY_SCOPES } from '../http/scopes';
import type { AdminKey } from '../ports/keys';
import { formatInstant, formatInstantOrNull, instantResponse, uniqueNameText } from '../schemas/common';

/** The path of a key. */
export const keyPath = (id: string): string => `/api/v1/keys/${id}`;

/** With the prefix `key ` it fits the actor column of the audit. */
const LONGEST_NAME = 60;

const scopes = z
  .array(z.enum(KEY_SCOPES))
  .min(1)
  .max(KEY_SCOPES.length)
  .describe(
    '`read`: read only, without the values of overrides and the URLs of templates, which may hold passwords. `operate`: also ' +
      'log in and out. `manage`: also change everything else, and read those values. Each includes those before it.',
  );

export const newKey = z
  .strictObject({
    name: uniqueNameText(LONGEST_NAME)
      .regex(/^\S(.*\S)?$/u, 'must not begin or end with a space')
      .meta({ description: 'Name of the holder. Never used again for another key.', example: 'wallboard' }),
    scopes,
  })
  .meta({ id: 'NewKey' });

export const keyResponse = z
  .object({
    id: z.string().describe('`environment` is the key from HOTDESK_ADMIN_KEY.'),
    name: z.string(),
    scopes: z.array(z.enum(KEY_SCOPES)),
    createdAt: instantResponse.nullable(),
    lastUsedAt: instantResponse
      .nullable()
      .describe('Recorded at most once a minute. Null: never used, or unknown.'),
    revokedAt: instantResponse.nullable(),
  })
  .meta({ id: 'AdminKey' });

export const createdKeyResponse = keyResponse
  .extend({ key: z.string().describe('The key. Shown only once.') })
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
    id: ENVIRONMENT_KEY_NAME,
    name: ENVIRONMENT_KEY_NAME,
    scopes: [...KEY_SCOPES],
    createdAt: null,
    lastUsedAt: null,
    revokedAt: null,
  };
}
