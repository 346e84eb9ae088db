import type { Knex } from 'knex';
import { CENSUS_PARTS, type StoredCensus } from '../desk/ports/census';

/** `id` is always 1. The parts are JSON lists of names. */
interface CensusRow {
  id: number;
  users: string;
  devices: string;
  sip: string;
  mailboxes: string;
  incomplete_since: number | null;
}

const ONLY_ID = 1;

export async function readCensus(db: Knex): Promise<StoredCensus | null> {
  const row = await db<CensusRow>('hotdesk_census').where({ id: ONLY_ID }).first();
  if (!row) return null;
  const [users, devices, sip, mailboxes] = CENSUS_PARTS.map((part) => new Set<string>(JSON.parse(row[part])));
  if (!users || !devices || !sip || !mailboxes) throw new Error('a part of the stored census is missing');
  return { rows: { users, devices, sip, mailboxes }, incompleteSince: row.incomplete_since };
}

export async function storeCensus(
  trx: Knex.Transaction,
  { rows, incompleteSince }: StoredCensus,
): Promise<void> {
  const listed = (names: ReadonlySet<string>) => JSON.stringify([...names]);
  const row: CensusRow = {
    id: ONLY_ID,
    users: listed(rows.users),
    devices: listed(rows.devices),
    sip: listed(rows.sip),
    mailboxes: listed(rows.mailboxes),
    incomplete_since: incompleteSince,
  };
  await trx<CensusRow>('hotdesk_census').insert(row).onConflict('id').merge();
}
