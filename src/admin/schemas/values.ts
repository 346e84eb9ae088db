import { isIP } from 'node:net';
import { z } from 'zod';
import 'zod-openapi';
import { isPassword } from '../../desk/parse';
import { canonicalAddress, isNetwork } from '../../lib/ip';
import { isTimeZone } from '../../lib/time-zone';

/** Values that end up in the configs of phones. A wrong one would be wrong on every phone at once. */

export const timeZoneText = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone, such as Europe/Rome');

export const hostText = z
  .string()
  .max(253)
  .refine(isHost, 'must be a host name or an IP address, without a port');

export const dialledText = z
  .string()
  .max(20)
  .regex(/^[0-9*#+]*$/, 'must be what a phone can dial: digits, * # +');

export const networkText = z
  .string()
  .max(49)
  .refine((text) => isNetwork(text), 'must be a network in CIDR form, such as 10.0.0.0/8');

/** A password that lets people in: long enough to be worth one, and such as a phone lets them type. */
export const deskPassword = z
  .string()
  .min(6)
  .max(64)
  .refine(isPassword, 'must be 6 to 64 printable characters');

/** A password that phones say, not people: no character that a phone's config or its HTTP client could change. */
export const provisioningPassword = z
  .string()
  .regex(/^[A-Za-z0-9._~-]{12,64}$/, 'must be 12 to 64 of: letters, digits, . _ ~ -');

/** Where a webhook is told: no user or password, which a URL would show to everybody who may read the settings. */
export const webhookUrl = z
  .string()
  .max(500)
  .refine(isWebhookUrl, 'must be an http or https URL without user, password and fragment');

export const webhookSecret = z
  .string()
  .regex(/^[\x21-\x7e]{16,128}$/, 'must be 16 to 128 printable ASCII characters without blanks');

function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}${hash}` === '';
}

function isHost(text: string): boolean {
  return isIP(text) !== 0 ? !text.includes('%') : /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text);
}

/** An address as our tables write it. */
export const addressText = z
  .string()
  .max(45)
  .refine((text) => isIP(text) !== 0 && !text.includes('%'), 'must be an IP address')
  .transform(canonicalAddress)
  .meta({ description: 'An IP address.', example: '192.0.2.7' });
