import type { Knex } from 'knex';
import type { AttemptCounter } from '../desk/ports/store';

export interface AttemptRow {
  subject: string;
  failures: number;
  last_at: number;
}

export function toAttemptCounter({ subject, failures, last_at: lastAt }: AttemptRow): AttemptCounter {
  return { subject, failures, lastAt };
}

/** Counters with at least `least` failures whose last one is after `after` (epoch milliseconds), sorted by subject. */
export async function readFailures(
  db: Knex,
  { least, after }: { readonly least: number; readonly after: number },
): Promise<AttemptCounter[]> {
  const rows = await db<AttemptRow>('hotdesk_attempts')
    .where('last_at', '>', after)
    .where('failures', '>=', least)
    .orderBy('subject');
  return rows.map(toAttemptCounter);
}

/** Removes the counters of these subjects, in which `%` matches any text. Returns how many had failures. */
export async function clearFailures(trx: Knex.Transaction, subjects: readonly string[]): Promise<number> {
  return trx<AttemptRow>('hotdesk_attempts')
    .where((either) => {
      for (const subject of subjects) either.orWhere('subject', 'like', subject);
    })
    .where('failures', '>', 0)
    .delete();
}
