import { z } from 'zod';
import type { Session } from '../../desk/model';
import { formatInstant, formatInstantOrNull, instant, macResponse } from '../schemas/common';

const moment = instant.nullable();

export const sessionResponse = z
  .object({
    id: z.string(),
    extension: z.string().meta({ example: '1001' }),
    mac: macResponse,
    via: z.enum(['internal', 'external']).describe("Through which of the PBX's addresses."),
    state: z
      .enum(['requested', 'provisioned', 'verified', 'ended'])
      .describe(
        '`requested`: logged in. `provisioned`: the phone fetched its config. `verified`: it registered too. `ended`.',
      ),
    allowedBy: z.enum(['voicemail-pin', 'user-password', 'hotdesk-pin', 'admin-password', 'rest']),
    endpoint: z.string().describe("What Asterisk calls the extension's account."),
    technology: z.enum(['pjsip', 'sip']),
    loginAddress: z.string().nullable().describe('Where the login came from.'),
    phoneAddress: z.string().nullable().describe('Where the phone last fetched its config.'),
    contact: z.string().nullable().describe('The contact by which it was verified.'),
    requestedAt: instant,
    provisionedAt: moment,
    verifiedAt: moment,
    notifiedAt: moment.describe('When the phone was last told to read its config.'),
    unverifiedAt: moment.describe(
      'Since when it is known that the phone did not take its config, or lost its registration. Null: nothing is wrong.',
    ),
    endedAt: moment,
    endReason: z
      .enum(['logout', 'rest', 'moved', 'replaced', 'phone-deleted', 'extension-deleted'])
      .nullable(),
  })
  .meta({ id: 'Session', description: 'One extension at one phone, from login to logout.' });

export type SessionResponse = z.input<typeof sessionResponse>;

/** A session without what is its phone's secret. */
export function toSessionResponse(session: Session): SessionResponse {
  return {
    id: session.id,
    extension: session.extension,
    mac: session.mac,
    via: session.via,
    state: session.state,
    allowedBy: session.allowedBy,
    endpoint: session.endpoint,
    technology: session.technology,
    loginAddress: session.loginAddress,
    phoneAddress: session.phoneAddress,
    contact: session.contactUri,
    requestedAt: formatInstant(session.requestedAt),
    provisionedAt: formatInstantOrNull(session.provisionedAt),
    verifiedAt: formatInstantOrNull(session.verifiedAt),
    notifiedAt: formatInstantOrNull(session.notifiedAt),
    unverifiedAt: formatInstantOrNull(session.unverifiedAt),
    endedAt: formatInstantOrNull(session.endedAt),
    endReason: session.endReason,
  };
}
