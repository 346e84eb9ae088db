import { z } from 'zod';
import type { WaitingEffect } from '../ports';
import { instant, macShown, showInstant } from './common';

export const effectShown = z
  .object({
    id: z.number().int(),
    mac: macShown,
    kind: z
      .enum(['tell-phone', 'end-registration'])
      .describe(
        '`tell-phone`: make the phone read its config. `end-registration`: end its contact at Asterisk.',
      ),
    session: z.string().describe('The id of the session that it belongs to.'),
    dueAt: instant.describe('When it is tried next.'),
    attempts: z.number().int().describe('How often it failed.'),
    lastError: z.string().nullable(),
  })
  .meta({
    id: 'Effect',
    description: 'Work at a phone or at Asterisk that was decided and is not done yet.',
  });

export function showEffect(effect: WaitingEffect): z.input<typeof effectShown> {
  return {
    id: effect.id,
    mac: effect.mac,
    kind: effect.effect.kind,
    session: effect.effect.sessionId,
    dueAt: showInstant(effect.dueAt),
    attempts: effect.attempts,
    lastError: effect.lastError,
  };
}
