import type { Knex } from 'knex';
import type { Session } from '../desk/model';
import { type SessionRow, toSession } from './rows';

/** See DeskStore.unreadLogouts. */
export async function unreadLogouts(db: Knex, since: number): Promise<Session[]> {
  const later = db('hotdesk_sessions as later')
    .whereRaw('later.mac = session.mac')
    .where((either) =>
      either.whereNotNull('later.active_mac').orWhereRaw('later.ended_at > session.ended_at'),
    );
  // DHCP reassigns addresses: the phone that fetched from one last has it now.
  const successor = db('hotdesk_phones as other')
    .whereRaw('other.seen_address = phone.seen_address')
    .whereRaw('other.seen_at > phone.seen_at')
    .whereRaw('other.mac <> phone.mac');
  const rows: SessionRow[] = await db('hotdesk_sessions as session')
    .join('hotdesk_phones as phone', 'phone.mac', 'session.mac')
    .where('session.ended_at', '>=', since)
    .whereRaw('phone.seen_at < session.ended_at')
    .whereNotExists(later)
    .whereNotExists(successor)
    .select('session.*');
  return rows.map(toSession);
}
