import { z } from 'zod';
import type { PhoneInUse } from '../ports/lists';
import {
  brandText,
  extensionText,
  formatInstant,
  formatInstantOrNull,
  instantResponse,
  macResponse,
  macText,
  modelText,
  singleLineText,
} from '../schemas/common';
import { phoneAddressText } from '../schemas/values';
import { sessionResponse, toSessionResponse } from '../sessions/schema';

const label = singleLineText(64).describe('A name for the phone, for admins.').meta({ example: 'Reception' });

export const phoneResponse = z
  .object({
    mac: macResponse,
    brand: z.string(),
    model: z.string().nullable().describe('As the phone reported it; null: unknown.'),
    firmware: z.string().nullable(),
    label: z.string(),
    createdAt: instantResponse,
    lastSeenAt: instantResponse.nullable().describe('Time of its last config fetch.'),
    lastSeenAddress: z.string().nullable().describe('IP address of its last config fetch.'),
    session: sessionResponse.nullable().describe('The session at this phone; null: logged out.'),
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
    lastSeenAt: formatInstantOrNull(phone.lastSeen?.at ?? null),
    lastSeenAddress: phone.lastSeen?.address ?? null,
    session: session && toSessionResponse(session),
  };
}

export const newPhone = z
  .strictObject({
    brand: brandText,
    mac: macText
      .nullable()
      .optional()
      .describe('Leave out for brands whose phones have no MAC: a locally administered one is assigned.'),
    label: label.optional().default(''),
    model: modelText.nullable().optional(),
  })
  .meta({ id: 'NewPhone' });

export const createdPhoneResponse = phoneResponse
  .extend({
    link: z
      .string()
      .nullable()
      .describe(
        'The provisioning URL of this phone, which proves its identity. Shown only once. Null: none.',
      ),
  })
  .meta({ id: 'CreatedPhone' });

export const phoneChange = z.strictObject({ label }).meta({ id: 'PhoneChange' });

export const loginSchema = z
  .strictObject({
    extension: extensionText,
    via: z.enum(['internal', 'external']),
    trust: z
      .strictObject({ address: phoneAddressText })
      .optional()
      .describe(
        'The caller vouches that the phone is at this address: whatever asks for the config of this MAC from there, until ' +
          'the session is verified, gets the account. Needed unless the phone is new and made by an admin, or the ARP table ' +
          'of this machine shows its MAC at the address where it was seen last.',
      ),
  })
  .meta({ id: 'Login' });

export const sessionAtPhoneResponse = z
  .object({ session: sessionResponse.nullable() })
  .meta({ id: 'SessionAtPhone' });
