import { z } from 'zod';
import type { Preview } from '../ports/preview';
import { brandText, extensionText, macText, modelText } from '../schemas/common';

export const previewResponse = z
  .object({
    rule: z.string().describe('Which rule chose the template.').meta({ example: 'mac-and-model' }),
    template: z.object({ id: z.number().int(), name: z.string() }).nullable(),
    mappingId: z.number().int().nullable().describe('The id of the matching mapping.'),
    device: z
      .object({
        id: z.string().describe('The device of FreePBX, which is the SIP user.'),
        technology: z.enum(['pjsip', 'sip']).describe('`sip`: chan_sip.'),
        rule: z
          .enum(['own-number', 'fixed', 'ad-hoc'])
          .describe(
            'Why this device: it has the number of the extension; else it is a fixed device of that user, else an ad-hoc one. Of several the lowest number counts. Devices of soft phones never count.',
          ),
        passedOver: z
          .array(
            z.object({
              device: z.string(),
              reason: z.enum(['soft-phone', 'later-in-order', 'no-secret', 'bad-secret', 'md5-secret']),
            }),
          )
          .describe('The other SIP devices of the extension.'),
      })
      .describe('The device whose account the phone gets.'),
    file: z.string().describe('The file that the phone fetches.'),
    contentType: z.string(),
    config: z
      .string()
      .describe(
        'The content of the file, with secrets masked. Keys without the scope `manage` read `********` also for what an admin has set by name (overrides, and files in the data folder), and only the host of a URL of a template.',
      ),
    omittedKeys: z.array(z.string()).describe('Keys of the template that do not fit on the model.'),
  })
  .meta({ id: 'Preview' });

export const previewQuery = z.strictObject({
  extension: extensionText,
  mac: macText.optional(),
  brand: brandText.optional(),
  model: modelText.optional(),
});

export function toPreviewResponse(preview: Preview): z.input<typeof previewResponse> {
  const { device, omittedKeys } = preview;
  return {
    ...preview,
    device: { ...device, passedOver: [...device.passedOver] },
    omittedKeys: [...omittedKeys],
  };
}
