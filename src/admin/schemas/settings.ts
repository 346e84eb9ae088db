import { z } from 'zod';
import { type DeskSettings, deskSettingsSchema } from '../../desk/settings';
import { dialledText, doorPassword, hostText, networkText, timeZoneText } from './values';

const SECRETS = { userPassword: true, adminPassword: true } as const;
const { shape } = deskSettingsSchema;

export const settingsShown = deskSettingsSchema
  .omit(SECRETS)
  .extend({
    userPasswordSet: z.boolean().describe('Whether extensions without a mailbox have a User Password.'),
    adminPasswordSet: z.boolean().describe('Whether there is an Admin password, which opens any extension.'),
  })
  .meta({ id: 'Settings' });

export function showSettings(settings: DeskSettings): z.input<typeof settingsShown> {
  const { userPassword, adminPassword, ...shown } = settings;
  return { ...shown, userPasswordSet: userPassword !== null, adminPasswordSet: adminPassword !== null };
}

/** The same names as the desk's own schema; what only has a shape there is looked at more closely here. */
export const settingsChange = z
  .strictObject({
    ...deskSettingsSchema.omit(SECRETS).shape,
    internalAddress: hostText.nullable().describe(shape.internalAddress.description ?? ''),
    externalAddress: hostText.nullable().describe(shape.externalAddress.description ?? ''),
    internalNetworks: z
      .array(networkText)
      .max(100)
      .describe(shape.internalNetworks.description ?? ''),
    timezone: timeZoneText.describe(shape.timezone.description ?? ''),
    ntpServer: hostText.describe(shape.ntpServer.description ?? ''),
    voicemailNumber: dialledText.describe(shape.voicemailNumber.description ?? ''),
    userPassword: doorPassword
      .nullable()
      .describe('The password of extensions without a mailbox. Never shown. Null: nobody gets in by it.'),
    adminPassword: doorPassword
      .nullable()
      .describe('The password that opens any extension on any phone. Never shown. Null: off.'),
  })
  .partial()
  .meta({ id: 'SettingsChange' });
