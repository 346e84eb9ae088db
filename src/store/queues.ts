import type { Knex } from 'knex';
import type { Job, JobQueue } from '../desk/ports/outbox';

/** For a query's `modify`: only the jobs of a lane. */
export function inQueue(jobs: Knex.QueryBuilder, queue: JobQueue): void {
  if (queue === 'webhooks') jobs.where('kind', 'webhook');
  else jobs.whereNot('kind', 'webhook');
}

export function queueOf({ kind }: Job): JobQueue {
  return kind === 'webhook' ? 'webhooks' : 'phones';
}
