import { z } from 'zod';
import type { Session } from '../../desk/model';
import { formatInstant, formatInstantOrNull, instantResponse, macResponse } from '../schemas/common';

const moment = instantResponse.nullable();

export const sessionResponse = z
  .object({
    id: z.string(),
    extension: z.string().meta({ example: '1001' }),
    mac: macResponse,
    via: z.enum(['internal', 'external']).describe('The address of the PBX that the phone uses.'),
    state: z
      .enum(['requested', 'provisioned', 'verified', 'ended'])
      .describe(
        '`requested`: logged in. `provisioned`: the phone fetched its config. `verified`: it also registered. `ended`: logged out.',
      ),
    allowedBy: z.enum(['voicemail-pin', 'user-password', 'hotdesk-pin', 'admin-password', 'rest']),
    endpoint: z.string().describe("Asterisk's endpoint name."),
    technology: z.enum(['pjsip', 'sip']),
    loginAddress: z.string().nullable().describe('IP address of the login.'),
    phoneAddress: z.string().nullable().describe('IP address of the last config fetch.'),
    contact: z.string().nullable().describe('The SIP contact that verified the session.'),
    requestedAt: instantResponse,
    provisionedAt: moment,
    verifiedAt: moment,
    notifiedAt: moment.describe('When the phone was last notified to read its config.'),
    unverifiedAt: moment.describe(
      'Since when the phone is known not to have taken its config, or to have lost its registration. Null: no problem.',
    ),
    endedAt: moment,
    endReason: z
      .enum(['logout', 'rest', 'moved', 'replaced', 'phone-deleted', 'extension-deleted', 'secret-changed'])
      .nullable(),
  })
  .meta({ id: 'Session', description: 'One extension at one phone, from login to logout.' });

export type SessionResponse = z.input<typeof sessionResponse>;

/** A session without the secrets of its phone. */
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
