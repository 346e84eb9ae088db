import { z } from 'zod';
import { type DeskSettings, deskSettingsSchema } from '../../desk/settings';
import {
  deskPassword,
  dialledText,
  hostText,
  networkText,
  provisioningPassword,
  timeZoneText,
  webhookSecret,
  webhookUrl,
} from '../schemas/values';

const SECRETS = {
  userPassword: true,
  adminPassword: true,
  provisioningPassword: true,
  webhookSecret: true,
} as const;
const { shape } = deskSettingsSchema;
const networks = z.array(networkText).max(100);

export const settingsResponse = deskSettingsSchema
  .omit(SECRETS)
  .extend({
    userPasswordSet: z.boolean().describe('Whether extensions without a mailbox have a User Password.'),
    adminPasswordSet: z.boolean().describe('Whether there is an Admin password, which opens any extension.'),
    provisioningPasswordSet: z
      .boolean()
      .describe('Whether there is a password that phones log in with for their files.'),
    webhookSecretSet: z.boolean().describe('Whether what a webhook is told is signed.'),
  })
  .meta({ id: 'Settings' });

export function toSettingsResponse(settings: DeskSettings): z.input<typeof settingsResponse> {
  const { userPassword, adminPassword, provisioningPassword, webhookSecret, ...shown } = settings;
  return {
    ...shown,
    userPasswordSet: userPassword !== null,
    adminPasswordSet: adminPassword !== null,
    provisioningPasswordSet: provisioningPassword !== null,
    webhookSecretSet: webhookSecret !== null,
  };
}

/** The same names as the desk's own schema; what only has a shape there is looked at more closely here. */
export const settingsChange = z
  .strictObject({
    ...deskSettingsSchema.omit(SECRETS).shape,
    internalAddress: hostText.nullable().describe(shape.internalAddress.description ?? ''),
    externalAddress: hostText.nullable().describe(shape.externalAddress.description ?? ''),
    internalNetworks: networks.describe(shape.internalNetworks.description ?? ''),
    enrolmentInternalNetworks: networks.describe(shape.enrolmentInternalNetworks.description ?? ''),
    enrolmentExternalNetworks: networks.describe(shape.enrolmentExternalNetworks.description ?? ''),
    enrolmentByBrand: shape.enrolmentByBrand
      .refine((policies) => Object.keys(policies).length <= 100, 'is too much')
      .describe(shape.enrolmentByBrand.description ?? ''),
    timezone: timeZoneText.describe(shape.timezone.description ?? ''),
    ntpServer: hostText.describe(shape.ntpServer.description ?? ''),
    voicemailNumber: dialledText.describe(shape.voicemailNumber.description ?? ''),
    userPassword: deskPassword
      .nullable()
      .describe('The password of extensions without a mailbox. Never shown. Null: nobody gets in by it.'),
    adminPassword: deskPassword
      .nullable()
      .describe('The password that opens any extension on any phone. Never shown. Null: off.'),
    provisioningPassword: provisioningPassword
      .nullable()
      .describe('The password that phones log in with for their files. Never shown. Null: none.'),
    webhookUrl: webhookUrl.nullable().describe(shape.webhookUrl.description ?? ''),
    webhookSecret: webhookSecret
      .nullable()
      .describe(
        'The secret with which what a webhook is told is signed. Never shown. Null: it is not signed.',
      ),
  })
  .partial()
  .meta({ id: 'SettingsChange' });
