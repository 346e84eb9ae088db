import type { Knex } from 'knex';
import type { Mailbox } from '../desk/model';
import { type ConfigSection, valuesOf } from './config-sections';
import { addressKey, type MailboxAddress, usablePin } from './voicemail-conf';

/** From where Asterisk takes the mailboxes that are not in voicemail.conf. */
export interface RealtimeMapping {
  readonly driver: string;
  readonly table: string;
}

const FAMILY = 'voicemail';
const READABLE_DRIVERS = ['odbc', 'mysql'];

/** The mapping of the family `voicemail` in the sections of an extconfig.conf; null when there is none. */
export function parseVoicemailMapping(sections: readonly ConfigSection[]): RealtimeMapping | null {
  const mappings = valuesOf(sections, 'settings')
    .filter(({ name }) => name.toLowerCase() === FAMILY)
    .map(({ value }) => value.split(',').map(unquoted))
    // driver,database,table,priority
    .map(([driver = '', , table = '']) => ({ driver: driver.toLowerCase(), table: table || FAMILY }));
  return mappings.find(({ driver }) => READABLE_DRIVERS.includes(driver)) ?? mappings[0] ?? null;
}

/**
 * A mailbox in a realtime table of the PBX's own database; null when it has none there.
 *
 * Errors: the database, or a mapping to a kind of storage that cannot be read from here.
 */
export async function findRealtimeMailbox(
  db: Knex,
  { driver, table }: RealtimeMapping,
  address: MailboxAddress,
): Promise<Mailbox | null> {
  if (!READABLE_DRIVERS.includes(driver)) {
    throw new Error(
      `extconfig.conf keeps voicemail in "${driver}", which cannot be read: only odbc and mysql can.`,
    );
  }
  const rows: readonly RealtimeRow[] = await db(table)
    .where({ mailbox: address.number, context: address.context })
    .select('*');
  // The database may compare without case and trailing blanks.
  const row = rows.find(
    ({ mailbox, context }) =>
      addressKey({ number: String(mailbox), context: String(context) }) === addressKey(address),
  );
  return row
    ? { number: address.number, context: String(row.context), pin: usablePin(passwordOf(row)) }
    : null;
}

interface RealtimeRow {
  readonly mailbox: unknown;
  readonly context: unknown;
  readonly vmsecret?: unknown;
  readonly secret?: unknown;
  readonly password?: unknown;
}

/** `vmsecret` wins; of the other two the first that is there. */
function passwordOf({ vmsecret, secret, password }: RealtimeRow): string {
  const given = [vmsecret, secret, password].filter((value) => typeof value === 'string' && value !== '');
  return String(given[0] ?? '');
}

function unquoted(text: string): string {
  return text.trim().replace(/^"(.*)"$/, '$1');
}
