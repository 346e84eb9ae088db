import type { Knex } from 'knex';
import type { Leases } from '../desk/ports/leases';
import { isMysqlDatabase } from './transaction';

interface LeaseRow {
  name: string;
  holder: string;
  until: number;
}

/** No lease is for so long: one that ends later was written before somebody set the clock of the database back. */
const IMPOSSIBLY_FAR_MS = 60_000;

/** Leases in our tables, by the clock of the database: instances need not agree on the time. */
export function createLeases(db: Knex): Leases {
  const leases = () => db<LeaseRow>('hotdesk_leases');
  const now = clockOf(db);

  const takeOver = async (name: string, holder: string, forMs: number): Promise<boolean> => {
    const taken = await leases()
      .where({ name })
      .where((either) =>
        either
          .where({ holder })
          .orWhereRaw(`?? <= ${now}`, ['until'])
          .orWhereRaw(`?? > ${now} + ?`, ['until', IMPOSSIBLY_FAR_MS]),
      )
      .update({ holder, until: db.raw(`${now} + ?`, [forMs]) });
    return taken > 0;
  };

  return {
    async take(name, holder, forMs) {
      if (await takeOver(name, holder, forMs)) return true;
      // Somebody else has it, or nobody ever had: then there is no row to write to.
      await leases().insert({ name, holder: '', until: 0 }).onConflict('name').ignore();
      return takeOver(name, holder, forMs);
    },
    async release(name, holder) {
      await leases().where({ name, holder }).update({ until: 0 });
    },
  };
}

/** The time in epoch milliseconds, in the words of the database, and whatever its time zone is. */
function clockOf(db: Knex): string {
  return isMysqlDatabase(db)
    ? "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(3)) DIV 1000)"
    : "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";
}
