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

/** Counters of at least so many failures, of which the last one came after that moment; by their subjects. */
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

/** Forgets the failures of all subjects of these names, where `%` stands for any text. Returns how many there were. */
export async function clearFailures(trx: Knex.Transaction, subjects: readonly string[]): Promise<number> {
  return trx<AttemptRow>('hotdesk_attempts')
    .where((any) => {
      for (const subject of subjects) any.orWhere('subject', 'like', subject);
    })
    .where('failures', '>', 0)
    .delete();
}
