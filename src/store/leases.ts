import type { Knex } from 'knex';
import type { Leases } from '../desk/ports/leases';
import { isMysqlDatabase } from './transaction';

interface LeaseRow {
  name: string;
  holder: string;
  until: number;
}

/** No lease lasts this long, so one that ends later was written before the database's clock was set back. */
const MAX_LEASE_MS = 60_000;

/** Leases in our tables, timed by the database's clock: the clocks of instances may differ. */
export function createLeases(db: Knex): Leases {
  const leases = () => db<LeaseRow>('hotdesk_leases');
  const now = nowExpression(db);

  const takeOver = async (name: string, holder: string, forMs: number): Promise<boolean> => {
    const taken = await leases()
      .where({ name })
      .where((either) =>
        either
          .where({ holder })
          .orWhereRaw(`?? <= ${now}`, ['until'])
          .orWhereRaw(`?? > ${now} + ?`, ['until', MAX_LEASE_MS]),
      )
      .update({ holder, until: db.raw(`${now} + ?`, [forMs]) });
    return taken > 0;
  };

  return {
    async take(name, holder, forMs) {
      if (await takeOver(name, holder, forMs)) return true;
      // Another holder has it, or it has no row yet.
      await leases().insert({ name, holder: '', until: 0 }).onConflict('name').ignore();
      return takeOver(name, holder, forMs);
    },
    async release(name, holder) {
      await leases().where({ name, holder }).update({ until: 0 });
    },
  };
}

/** SQL for the current time in epoch milliseconds, independent of the database's time zone. */
export function nowExpression(db: Knex): string {
  return isMysqlDatabase(db)
    ? "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(3)) DIV 1000)"
    : "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";
}
