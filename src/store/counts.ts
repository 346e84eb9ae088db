import type { Knex } from 'knex';
import type { Counts } from '../admin/ports/store';
import type { SessionState } from '../desk/model';
import { inQueue } from './queues';
import type { JobRow, PhoneRow, SessionRow } from './rows';

export async function countRows(db: Knex): Promise<Counts> {
  const [sessions, phones, jobs, first, webhooks] = await Promise.all([
    db<SessionRow>('hotdesk_sessions')
      .whereNotNull('active_mac')
      .groupBy('state')
      .count({ number: '*' })
      .select<{ state: SessionState; number: number }[]>('state'),
    db<PhoneRow>('hotdesk_phones')
      .groupBy('brand')
      .count({ number: '*' })
      .select<{ brand: string; number: number }[]>('brand'),
    db<JobRow>('hotdesk_jobs').modify(inQueue, 'phones').count({ number: '*' }).first(),
    db<JobRow>('hotdesk_jobs').modify(inQueue, 'phones').orderBy('due_at').first('due_at'),
    db<JobRow>('hotdesk_jobs').modify(inQueue, 'webhooks').count({ number: '*' }).first(),
  ]);
  return {
    activeSessions: Object.fromEntries(sessions.map(({ state, number }) => [state, Number(number)])),
    phones: Object.fromEntries(phones.map(({ brand, number }) => [brand, Number(number)])),
    jobsWaiting: Number(jobs?.number ?? 0),
    jobsDueSince: first?.due_at ?? null,
    webhooksWaiting: Number(webhooks?.number ?? 0),
  };
}
