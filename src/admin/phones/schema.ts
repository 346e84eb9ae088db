import { z } from 'zod';
import type { PhoneInUse } from '../ports/lists';
import {
  brandText,
  extensionText,
  formatInstant,
  formatInstantOrNull,
  instant,
  line,
  macResponse,
  macText,
  modelText,
} from '../schemas/common';
import { sessionResponse, toSessionResponse } from '../sessions/schema';

const label = line(64).describe('What people call it.').meta({ example: 'Reception' });

export const phoneResponse = z
  .object({
    mac: macResponse,
    brand: z.string(),
    model: z.string().nullable().describe('As the phone said it; null when nobody has said it yet.'),
    firmware: z.string().nullable(),
    label: z.string(),
    createdAt: instant,
    lastSeen: instant.nullable().describe('When it last fetched its config.'),
    address: z.string().nullable().describe('Where it was then.'),
    session: sessionResponse.nullable().describe('Who is logged in at it.'),
  })
  .meta({ id: 'Phone' });

export function toPhoneResponse({ phone, session }: PhoneInUse): z.input<typeof phoneResponse> {
  return {
    mac: phone.mac,
    brand: phone.brand,
    model: phone.model,
    firmware: phone.firmware,
    label: phone.label,
    createdAt: formatInstant(phone.createdAt),
    lastSeen: formatInstantOrNull(phone.lastSeen?.at ?? null),
    address: phone.lastSeen?.address ?? null,
    session: session && toSessionResponse(session),
  };
}

export const newPhone = z
  .strictObject({
    brand: brandText,
    mac: macText
      .nullable()
      .optional()
      .describe('None for a brand whose phones have no MAC: it gets a locally administered one.'),
    label: label.optional().default(''),
    model: modelText.nullable().optional(),
  })
  .meta({ id: 'NewPhone' });

export const createdPhoneResponse = phoneResponse
  .extend({
    link: z
      .string()
      .nullable()
      .describe('Its own provisioning URL, with which its logins are proven. Shown only this once.'),
  })
  .meta({ id: 'CreatedPhone' });

export const phoneChange = z.strictObject({ label }).meta({ id: 'PhoneChange' });

export const login = z
  .strictObject({
    extension: extensionText,
    via: z.enum(['internal', 'external']),
    trust: z
      .enum(['last-seen'])
      .optional()
      .describe(
        'The caller vouches that the last fetch of this MAC was really its phone. Needed as long as nobody ' +
          'has logged in at it.',
      ),
  })
  .meta({ id: 'Login' });

export const sessionAtPhone = z
  .object({ session: sessionResponse.nullable() })
  .meta({ id: 'SessionAtPhone' });
