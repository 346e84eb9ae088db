import { isIP } from 'node:net';
import { z } from 'zod';
import 'zod-openapi';
import { isPassword } from '../../desk/validation';
import { canonicalAddress, isNetwork } from '../../lib/ip';
import { holdsMappedIpv4 } from '../../lib/networks';
import { isForbiddenTarget } from '../../lib/targets';
import { isTimeZone } from '../../lib/time-zone';

/** Values that go into the configs of phones. A wrong one would break every phone at once. */

export const timeZoneText = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone, such as Europe/Rome');

export const dialledText = z
  .string()
  .max(20)
  .regex(/^[0-9*#+]*$/, 'must be what a phone can dial: digits, * # +');

export const networkText = z
  .string()
  .max(49)
  .refine((text) => isNetwork(text), 'must be a network in CIDR form, such as 10.0.0.0/8')
  .refine(
    (text) => !isNetwork(text) || !holdsMappedIpv4(text),
    'must not hold IPv4 addresses in IPv6 form (::ffff:0:0/96): write such a network as IPv4, such as 10.0.0.0/8',
  );

/** A network whose addresses prove something: not that of all addresses. */
export const internalNetworkText = networkText.refine(
  (text) => isNetwork(text, 1),
  'must not be the network of all addresses (/0)',
);

/** User and Admin password: long enough, and possible to type at a phone. */
export const deskPasswordText = z
  .string()
  .min(6)
  .max(64)
  .refine(isPassword, 'must be 6 to 64 printable characters');

/** HTTP password of phones: no character that a phone's config or HTTP client could change. */
export const provisioningPasswordText = z
  .string()
  .regex(/^[A-Za-z0-9._~-]{12,64}$/, 'must be 12 to 64 of: letters, digits, . _ ~ -');

/** Webhook URL without user and password: every key with the scope `read` can see it. */
export const webhookUrlText = z
  .string()
  .max(500)
  .refine(isWebhookUrl, 'must be an http or https URL without user, password and fragment');

export const webhookSecretText = z
  .string()
  .regex(/^[\x21-\x7e]{16,128}$/, 'must be 16 to 128 printable ASCII characters without spaces');

function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}${hash}` === '';
}

/** An IP address in the form of the tables. */
export const addressText = z
  .string()
  .max(45)
  .refine((text) => isIP(text) !== 0 && !text.includes('%'), 'must be an IP address')
  .transform(canonicalAddress)
  .meta({ description: 'An IP address.', example: '192.0.2.7' });

/** The address of a phone, to which we may send something. */
export const phoneAddressText = addressText.refine(
  (address) => !isForbiddenTarget(address),
  'must not be a link-local, multicast or reserved address',
);
