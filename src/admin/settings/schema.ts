import { z } from 'zod';
import { type DeskSettings, deskSettingsSchema, hostText } from '../../desk/settings';
import type { Encryptor } from '../../lib/encryption';
import { isNetwork } from '../../lib/ip';
import { areAllAddresses } from '../../lib/networks';
import {
  deskPasswordText,
  dialledText,
  internalNetworkText,
  networkText,
  provisioningPasswordText,
  timeZoneText,
  webhookSecretText,
  webhookUrlText,
} from '../schemas/values';

const SECRETS = {
  userPassword: true,
  adminPassword: true,
  provisioningPassword: true,
  webhookSecret: true,
} as const;
/** The URL's path or query may be a secret of the receiver. */
const HIDDEN = { ...SECRETS, webhookUrl: true } as const;
/** The host of a webhook URL that was encrypted with another secret.key. */
const UNREADABLE_HOST = 'unknown: encrypted with another secret.key';
const { shape } = deskSettingsSchema;
const networks = z.array(networkText).max(100);
const internal = z
  .array(internalNetworkText)
  .max(100)
  .refine(
    (texts) => !texts.every((text) => isNetwork(text)) || !areAllAddresses(texts),
    'must not be all IPv4 or all IPv6 addresses together',
  );

export const settingsResponse = deskSettingsSchema
  .omit(HIDDEN)
  .extend({
    userPasswordSet: z.boolean().describe('Whether a User Password for extensions without a mailbox is set.'),
    adminPasswordSet: z
      .boolean()
      .describe('Whether an Admin password is set, which can log in any extension.'),
    provisioningPasswordSet: z.boolean().describe('Whether an HTTP password for phones is set.'),
    webhookHost: z
      .string()
      .nullable()
      .describe(
        'Host and port of the webhook URL, or that it cannot be decrypted. The rest may be a secret of the receiver, and is never shown.',
      ),
    webhookSecretSet: z.boolean().describe('Whether webhook deliveries are signed.'),
  })
  .meta({ id: 'Settings' });

export function toSettingsResponse(
  settings: DeskSettings,
  decrypt: Encryptor['decrypt'],
): z.input<typeof settingsResponse> {
  const { userPassword, adminPassword, provisioningPassword, webhookUrl, webhookSecret, ...shown } = settings;
  return {
    ...shown,
    userPasswordSet: userPassword !== null,
    adminPasswordSet: adminPassword !== null,
    provisioningPasswordSet: provisioningPassword !== null,
    webhookHost: webhookUrl === null ? null : hostOf(decrypt(webhookUrl)),
    webhookSecretSet: webhookSecret !== null,
  };
}

function hostOf(url: string | null): string {
  return url === null ? UNREADABLE_HOST : new URL(url).host;
}

/** The fields of the desk's schema, with stricter validation of values. */
export const settingsChange = z
  .strictObject({
    ...deskSettingsSchema.omit(SECRETS).shape,
    internalNetworks: internal.describe(shape.internalNetworks.description ?? ''),
    enrolmentInternalNetworks: networks.describe(shape.enrolmentInternalNetworks.description ?? ''),
    enrolmentExternalNetworks: networks.describe(shape.enrolmentExternalNetworks.description ?? ''),
    enrolmentByBrand: shape.enrolmentByBrand
      .refine((policies) => Object.keys(policies).length <= 100, 'is too large')
      .describe(shape.enrolmentByBrand.description ?? ''),
    timezone: timeZoneText.describe(shape.timezone.description ?? ''),
    ntpServer: hostText.describe(shape.ntpServer.description ?? ''),
    voicemailNumber: dialledText.describe(shape.voicemailNumber.description ?? ''),
    userPassword: deskPasswordText
      .nullable()
      .describe('Password of extensions without a mailbox. Never shown. Null: off.'),
    adminPassword: deskPasswordText
      .nullable()
      .describe('Password that logs in any extension at any phone. Never shown. Null: off.'),
    provisioningPassword: provisioningPasswordText
      .nullable()
      .describe('HTTP password of phones. Never shown. Null: none.'),
    webhookUrl: webhookUrlText
      .nullable()
      .describe(
        'URL (`http` or `https`) that receives session events by POST: see docs/webhooks.md. Never shown. Null: no webhook.',
      ),
    webhookSecret: webhookSecretText
      .nullable()
      .describe('Secret that signs webhook deliveries. Never shown. Null: not signed.'),
  })
  .partial()
  .meta({ id: 'SettingsChange' });
