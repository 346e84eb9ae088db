import type { Knex } from 'knex';
import type { Job, JobQueue, PendingJob, WebhookJob } from '../desk/ports/outbox';
import type { Mac } from '../lib/mac';

export interface JobRow {
  id: number;
  mac: Mac;
  session_id: string;
  kind: Job['kind'];
  due_at: number;
  first_due_at: number;
  attempts: number;
  last_error: string | null;
  /** Only for webhooks, else null. */
  event: WebhookJob['event'] | null;
  event_at: number | null;
  event_reason: WebhookJob['reason'];
}

export function toPendingJob(row: JobRow): PendingJob {
  return {
    id: row.id,
    mac: row.mac,
    job: toJob(row),
    attempts: row.attempts,
    dueAt: row.due_at,
  };
}

function toJob(row: JobRow): Job {
  const { kind, session_id: sessionId, event, event_at: at, event_reason: reason } = row;
  if (kind !== 'webhook') return { kind, sessionId };
  if (event === null || at === null) throw new Error(`the webhook job ${row.id} has no event`);
  return { kind, sessionId, event, at, reason };
}

export function fromJob<T>(
  mac: Mac,
  job: Job,
  dueAt: T,
): Omit<JobRow, 'id' | 'due_at' | 'first_due_at'> & { due_at: T; first_due_at: T } {
  const isWebhook = job.kind === 'webhook';
  return {
    mac,
    session_id: job.sessionId,
    kind: job.kind,
    due_at: dueAt,
    first_due_at: dueAt,
    attempts: 0,
    last_error: null,
    event: isWebhook ? job.event : null,
    event_at: isWebhook ? job.at : null,
    event_reason: isWebhook ? job.reason : null,
  };
}

/** For a query's `modify`: limits it to the jobs of one queue. */
export function inQueue(jobs: Knex.QueryBuilder, queue: JobQueue): void {
  if (queue === 'webhooks') jobs.where('kind', 'webhook');
  else jobs.whereNot('kind', 'webhook');
}

export function queueOf({ kind }: Job): JobQueue {
  return kind === 'webhook' ? 'webhooks' : 'phones';
}
