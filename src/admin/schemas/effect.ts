import { z } from 'zod';
import type { WaitingEffect } from '../ports/lists';
import { instant, macShown, showInstant } from './common';

export const effectShown = z
  .object({
    id: z.number().int(),
    mac: macShown,
    kind: z
      .enum(['tell-phone', 'restart-phone', 'end-registration', 'webhook'])
      .describe(
        '`tell-phone`: make the phone read its config. `restart-phone`: the same by a restart, after it was told in vain. `end-registration`: end its contact at Asterisk. `webhook`: tell the webhook what became of the session.',
      ),
    event: z.string().nullable().describe('What a webhook is told. Null: it is none.'),
    session: z.string().describe('The id of the session that it belongs to.'),
    dueAt: instant.describe('When it is tried next.'),
    attempts: z.number().int().describe('How often it failed.'),
    lastError: z.string().nullable(),
  })
  .meta({
    id: 'Effect',
    description: 'Work outside the database that was decided and is not done yet.',
  });

export function showEffect(effect: WaitingEffect): z.input<typeof effectShown> {
  return {
    id: effect.id,
    mac: effect.mac,
    kind: effect.effect.kind,
    event: effect.effect.kind === 'webhook' ? effect.effect.event : null,
    session: effect.effect.sessionId,
    dueAt: showInstant(effect.dueAt),
    attempts: effect.attempts,
    lastError: effect.lastError,
  };
}
