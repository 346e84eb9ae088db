import type { Knex } from 'knex';
import type { MetricCounts } from '../admin/ports/store';
import type { SessionState } from '../desk/model';
import type { JobRow } from './jobs';
import { nowExpression } from './leases';
import type { PhoneRow, SessionRow } from './rows';

/** Counts rows of our tables for the metrics. */
export async function countRows(db: Knex): Promise<MetricCounts> {
  const [sessions, phones, jobs] = await Promise.all([
    db<SessionRow>('hotdesk_sessions')
      .whereNotNull('active_mac')
      .groupBy('state')
      .count({ number: '*' })
      .select<{ state: SessionState; number: number }[]>('state'),
    db<PhoneRow>('hotdesk_phones')
      .groupBy('brand')
      .count({ number: '*' })
      .select<{ brand: string; number: number }[]>('brand'),
    db<JobRow>('hotdesk_jobs')
      .groupBy('kind')
      .count({ number: '*' })
      // By the clock that the due times are of: instances' clocks may differ from it.
      .max({ oldestAge: db.raw(`${nowExpression(db)} - first_due_at`) })
      .select<{ kind: JobRow['kind']; number: number; oldestAge: number }[]>('kind'),
  ]);
  return {
    activeSessions: Object.fromEntries(sessions.map(({ state, number }) => [state, Number(number)])),
    phones: Object.fromEntries(phones.map(({ brand, number }) => [brand, Number(number)])),
    jobs: Object.fromEntries(
      jobs.map(({ kind, number, oldestAge }) => [
        kind,
        { number: Number(number), oldestAge: Number(oldestAge) },
      ]),
    ),
  };
}
