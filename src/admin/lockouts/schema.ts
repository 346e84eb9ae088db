import { z } from 'zod';
import type { AttemptSubject } from '../../desk/passwords/attempt-subjects';
import type { Lockout } from '../../desk/passwords/lockouts';
import { formatInstant, instantResponse, macResponse } from '../schemas/common';

/** A Record, so the compiler reports a missing kind. */
const KINDS: Readonly<Record<AttemptSubject['kind'], string>> = {
  extension: 'the extension, at all phones that are not known',
  address: 'an IP address, at all phones that are not known',
  'unverified-internal-phones': 'all phones in `internalNetworks` that are not known, together',
  'unverified-external-phones': 'all other phones that are not known, together',
  'extension-at-phone': 'the extension at a known phone',
  'extension-at-other-phones': 'the extension, at all known phones except the one of its last login',
  phone: 'a known phone, for all extensions except the one that was logged in there last',
  logins: 'the extension, because it has logged in too often: see `maxLoginsPerHour`',
  admin: 'the Admin password, at all phones that are not known',
  'admin-at-phone': 'the Admin password at a known phone',
  'admin-at-all-phones': 'the Admin password, at all known phones together',
};

export const lockoutResponse = z
  .object({
    subject: z.enum(Object.keys(KINDS) as [AttemptSubject['kind'], ...AttemptSubject['kind'][]]).describe(
      `What is locked. A phone is known where a login was verified. ${Object.entries(KINDS)
        .map(([kind, what]) => `\`${kind}\`: ${what}.`)
        .join(' ')}`,
    ),
    extension: z.string().nullable(),
    mac: macResponse.nullable(),
    address: z
      .string()
      .nullable()
      .describe('Null with a known phone: the phone at any address that is new for it.'),
    failures: z.number().int().describe('With `logins`: the logins.'),
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
