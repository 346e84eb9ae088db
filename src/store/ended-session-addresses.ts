import type { Knex } from 'knex';
import type { SessionRow } from './rows';

/** Databases limit the values of a statement. Few PBXs have more registered phones. */
const ENDPOINTS_PER_STATEMENT = 10_000;

/** See DeskStore.endedSessionAddresses. */
export async function endedSessionAddresses(
  db: Knex,
  endpoints: readonly string[],
  since: number,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const unique = [...new Set(endpoints)];
  const found = new Map<string, Set<string>>();
  for (let from = 0; from < unique.length; from += ENDPOINTS_PER_STATEMENT) {
    const rows = await db<SessionRow>('hotdesk_sessions')
      .distinct('endpoint', 'phone_address')
      .whereIn('endpoint', unique.slice(from, from + ENDPOINTS_PER_STATEMENT))
      .whereNotNull('phone_address')
      .whereNotNull('provisioned_at')
      .where('ended_at', '>=', since);
    for (const { endpoint, phone_address: address } of rows) {
      if (address === null) continue;
      found.set(endpoint, (found.get(endpoint) ?? new Set()).add(address));
    }
  }
  return found;
}
