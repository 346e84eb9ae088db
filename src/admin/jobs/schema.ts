import { z } from 'zod';
import type { WaitingJob } from '../ports/lists';
import { formatInstant, instantResponse, macResponse } from '../schemas/common';

export const jobResponse = z
  .object({
    id: z.number().int(),
    mac: macResponse,
    kind: z
      .enum(['notify-phone', 'restart-phone', 'end-registration', 'webhook'])
      .describe(
        '`notify-phone`: make the phone read its config. `restart-phone`: restart the phone, because it did not react. `end-registration`: remove its contact from Asterisk. `webhook`: deliver a session event to the webhook.',
      ),
    event: z.string().nullable().describe('The event of a `webhook` job; null for other kinds.'),
    sessionId: z.string().describe('The session that the job belongs to.'),
    dueAt: instantResponse.describe('Time of the next attempt.'),
    attempts: z.number().int().describe('Failed attempts so far.'),
    lastError: z.string().nullable(),
  })
  .meta({
    id: 'Job',
    description: 'Pending work outside the database.',
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
