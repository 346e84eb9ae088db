import { z } from 'zod';
import type { WaitingJob } from '../ports/lists';
import { formatInstant, instant, macResponse } from '../schemas/common';

export const jobResponse = z
  .object({
    id: z.number().int(),
    mac: macResponse,
    kind: z
      .enum(['notify-phone', 'restart-phone', 'end-registration', 'webhook'])
      .describe(
        '`notify-phone`: make the phone read its config. `restart-phone`: the same by a restart, after it was told in vain. `end-registration`: end its contact at Asterisk. `webhook`: tell the webhook what became of the session.',
      ),
    event: z.string().nullable().describe('What a webhook is told. Null: it is none.'),
    sessionId: z.string().describe('The id of the session that it belongs to.'),
    dueAt: instant.describe('When it is tried next.'),
    attempts: z.number().int().describe('How often it failed.'),
    lastError: z.string().nullable(),
  })
  .meta({
    id: 'Job',
    description: 'Work outside the database that was decided and is not done yet.',
  });

export function toJobResponse(job: WaitingJob): z.input<typeof jobResponse> {
  return {
    id: job.id,
    mac: job.mac,
    kind: job.job.kind,
    event: job.job.kind === 'webhook' ? job.job.event : null,
    sessionId: job.job.sessionId,
    dueAt: formatInstant(job.dueAt),
    attempts: job.attempts,
    lastError: job.lastError,
  };
}
