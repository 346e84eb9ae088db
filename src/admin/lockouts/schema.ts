import { z } from 'zod';
import type { AttemptSubject } from '../../desk/passwords/attempt-subjects';
import type { Lockout } from '../../desk/passwords/lockouts';
import { formatInstant, instant, macResponse } from '../schemas/common';

/** Total, so that a new kind cannot be forgotten here. */
const KINDS: Readonly<Record<AttemptSubject['kind'], string>> = {
  extension: 'the extension, at all phones from which nobody has logged in with success yet',
  address: 'an address, likewise',
  'unverified-phones': 'all such phones together',
  'extension-at-phone': 'the extension at a phone that is known there',
  'extension-at-other-phones': 'the extension, at all known phones but the one where it was logged in last',
  phone: 'a phone that is known there',
  admin: 'the Admin password, at all phones from which nobody has logged in with success yet',
  'admin-at-phone': 'the Admin password at a phone that is known there',
  'admin-at-all-phones': 'the Admin password, at all known phones together',
};

export const lockoutResponse = z
  .object({
    subject: z.enum(Object.keys(KINDS) as [AttemptSubject['kind'], ...AttemptSubject['kind'][]]).describe(
      `Who has to wait. ${Object.entries(KINDS)
        .map(([kind, what]) => `\`${kind}\`: ${what}.`)
        .join(' ')}`,
    ),
    extension: z.string().nullable(),
    mac: macResponse.nullable(),
    address: z.string().nullable(),
    failures: z.number().int(),
    until: instant.describe('When the next attempt may be made.'),
  })
  .meta({ id: 'Lockout' });

export function toLockoutResponse({ subject, failures, until }: Lockout): z.input<typeof lockoutResponse> {
  return {
    subject: subject.kind,
    extension: 'extension' in subject ? subject.extension : null,
    mac: 'mac' in subject ? subject.mac : null,
    address: 'address' in subject ? subject.address : null,
    failures,
    until: formatInstant(until),
  };
}
