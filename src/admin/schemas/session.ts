import { z } from 'zod';
import type { Session } from '../../desk/model';
import { instant, macShown, showInstant, showInstantOrNull } from './common';

const moment = instant.nullable();

export const sessionShown = z
  .object({
    id: z.string(),
    extension: z.string().meta({ example: '1001' }),
    mac: macShown,
    via: z.enum(['internal', 'external']).describe("Through which of the PBX's addresses."),
    state: z
      .enum(['requested', 'served', 'verified', 'ended'])
      .describe(
        '`requested`: logged in. `served`: the phone fetched its config. `verified`: it registered too. `ended`.',
      ),
    allowedBy: z.enum(['voicemail-pin', 'user-password', 'own-pin', 'admin-password', 'rest']),
    endpoint: z.string().describe("What Asterisk calls the extension's account."),
    technology: z.enum(['pjsip', 'sip']),
    loginAddress: z.string().nullable().describe('Where the login came from.'),
    phoneAddress: z.string().nullable().describe('Where the phone last fetched its config.'),
    contact: z.string().nullable().describe('The contact by which it was verified.'),
    requestedAt: instant,
    servedAt: moment,
    verifiedAt: moment,
    toldAt: moment.describe('When the phone was last told to read its config.'),
    unverifiedAt: moment.describe(
      'Since when it is known that the phone did not take its config, or lost its registration. Null: nothing is wrong.',
    ),
    endedAt: moment,
    endReason: z
      .enum(['logout', 'rest', 'moved', 'replaced', 'phone-deleted', 'extension-deleted'])
      .nullable(),
  })
  .meta({ id: 'Session', description: 'One extension at one phone, from login to logout.' });

export type SessionShown = z.input<typeof sessionShown>;

/** A session without what is its phone's secret. */
export function showSession(session: Session): SessionShown {
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
    requestedAt: showInstant(session.requestedAt),
    servedAt: showInstantOrNull(session.servedAt),
    verifiedAt: showInstantOrNull(session.verifiedAt),
    toldAt: showInstantOrNull(session.toldAt),
    unverifiedAt: showInstantOrNull(session.unverifiedAt),
    endedAt: showInstantOrNull(session.endedAt),
    endReason: session.endReason,
  };
}
