import { z } from 'zod';
import type { Extension, HotdeskPin, Session } from '../../desk/model';
import { sessionResponse, toSessionResponse } from '../sessions/schema';

export const extensionResponse = z
  .object({
    number: z.string(),
    name: z.string(),
    mailbox: z
      .boolean()
      .describe(
        'Whether it has a mailbox, and so logs in with its voicemail PIN, unless it has a PIN of its own.',
      ),
    hasPin: z.boolean().describe('Whether it has a hot-desk PIN, which counts instead of the voicemail PIN.'),
    mustChange: z.boolean().describe('Whether that PIN is to be changed: each login asks for another one.'),
    session: sessionResponse.nullable().describe('Where it is logged in.'),
  })
  .meta({ id: 'Extension' });

export function toExtensionResponse(
  { number, name, mailboxContext }: Extension,
  hotdeskPin: Pick<HotdeskPin, 'mustChange'> | undefined,
  session: Session | undefined,
): z.input<typeof extensionResponse> {
  return {
    number,
    name,
    mailbox: mailboxContext !== null,
    hasPin: hotdeskPin !== undefined,
    mustChange: hotdeskPin?.mustChange ?? false,
    session: session ? toSessionResponse(session) : null,
  };
}

/** No PIN leaves: what is wrong with one is said without it. */
export const pinChange = z
  .strictObject({
    pin: z
      .string()
      .regex(/^[0-9]{1,20}$/, 'must be 4 to 20 digits')
      .describe('4 to 20 digits. Never shown.'),
    mustChange: z
      .boolean()
      .optional()
      .default(false)
      .describe('Whether the user is to choose another one at his next login.'),
  })
  .meta({ id: 'PinChange' });
