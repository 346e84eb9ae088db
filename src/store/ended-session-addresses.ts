import type { Knex } from 'knex';
import type { SessionRow } from './rows';

/** Databases bound the values of one statement; a PBX has hardly more registered phones. */
const ENDPOINTS_A_STATEMENT = 10_000;

/** See DeskStore.endedSessionAddresses. */
export async function endedSessionAddresses(
  db: Knex,
  endpoints: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const asked = [...new Set(endpoints)];
  const found = new Map<string, Set<string>>();
  for (let from = 0; from < asked.length; from += ENDPOINTS_A_STATEMENT) {
    const rows = await db<SessionRow>('hotdesk_sessions')
      .distinct('endpoint', 'phone_address')
      .whereIn('endpoint', asked.slice(from, from + ENDPOINTS_A_STATEMENT))
      .whereNotNull('phone_address')
      .whereNotNull('ended_at');
    for (const { endpoint, phone_address: address } of rows) {
      if (address === null) continue;
      found.set(endpoint, (found.get(endpoint) ?? new Set()).add(address));
    }
  }
  return found;
}
