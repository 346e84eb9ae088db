import { z } from 'zod';
import type { Extension, HotdeskPin, Session } from '../../desk/model';
import { sessionResponse, toSessionResponse } from '../sessions/schema';

export const extensionResponse = z
  .object({
    number: z.string(),
    name: z.string(),
    hasMailbox: z
      .boolean()
      .describe(
        'Whether it has a mailbox; then it logs in with its voicemail PIN, unless it has a hot-desk PIN.',
      ),
    hasHotdeskPin: z.boolean().describe('Whether it has a hot-desk PIN, which replaces the voicemail PIN.'),
    mustChangeHotdeskPin: z
      .boolean()
      .describe('Whether the user must change this hot-desk PIN at the next login.'),
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
    hasMailbox: mailboxContext !== null,
    hasHotdeskPin: hotdeskPin !== undefined,
    mustChangeHotdeskPin: hotdeskPin?.mustChange ?? false,
    session: session ? toSessionResponse(session) : null,
  };
}

/** Validation messages never contain the PIN. */
export const hotdeskPinChange = z
  .strictObject({
    hotdeskPin: z
      .string()
      .regex(/^[0-9]{1,20}$/, 'must be 4 to 20 digits')
      .describe('4 to 20 digits. Never shown.'),
    mustChangeHotdeskPin: z
      .boolean()
      .optional()
      .default(false)
      .describe('Whether the user must choose another PIN at their next login.'),
  })
  .meta({ id: 'HotdeskPinChange' });
