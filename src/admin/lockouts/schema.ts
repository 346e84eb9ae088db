import { z } from 'zod';
import type { AttemptSubject } from '../../desk/passwords/attempt-subjects';
import type { Lockout } from '../../desk/passwords/lockouts';
import { formatInstant, instantResponse, macResponse } from '../schemas/common';

/** A Record, so the compiler reports a missing kind. */
const KINDS: Readonly<Record<AttemptSubject['kind'], string>> = {
  extension: 'the extension, at all phones without a successful login so far',
  address: 'an IP address, at all phones without a successful login so far',
  'unverified-phones': 'all phones without a successful login so far, together',
  'extension-at-phone': 'the extension at a known phone',
  'extension-at-other-phones': 'the extension, at all known phones except the one of its last login',
  phone: 'a known phone',
  admin: 'the Admin password, at all phones without a successful login so far',
  'admin-at-phone': 'the Admin password at a known phone',
  'admin-at-all-phones': 'the Admin password, at all known phones together',
};

export const lockoutResponse = z
  .object({
    subject: z.enum(Object.keys(KINDS) as [AttemptSubject['kind'], ...AttemptSubject['kind'][]]).describe(
      `What is locked. ${Object.entries(KINDS)
        .map(([kind, what]) => `\`${kind}\`: ${what}.`)
        .join(' ')}`,
    ),
    extension: z.string().nullable(),
    mac: macResponse.nullable(),
    address: z.string().nullable(),
    failures: z.number().int(),
    until: instantResponse.describe('Time of the next allowed attempt.'),
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
