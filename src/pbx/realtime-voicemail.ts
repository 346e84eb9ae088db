import type { Knex } from 'knex';
import type { Mailbox } from '../desk/model';
import { type ConfigSection, valuesOf } from './config-sections';
import { addressKey, type MailboxAddress, usablePin } from './voicemail-conf';

/** The storage of the mailboxes that are not in voicemail.conf. */
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
 * A mailbox in a realtime table of the PBX's database; null when there is none.
 *
 * Errors: the database, or a mapping to an unsupported driver.
 */
export async function findRealtimeMailbox(
  db: Knex,
  { driver, table }: RealtimeMapping,
  address: MailboxAddress,
): Promise<Mailbox | null> {
  if (!READABLE_DRIVERS.includes(driver)) {
    throw new Error(
      `extconfig.conf maps voicemail to the driver "${driver}"; only odbc and mysql are supported.`,
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

/** The first non-empty one, in Asterisk's order. */
function passwordOf({ vmsecret, secret, password }: RealtimeRow): string {
  const isPassword = (value: unknown) => typeof value === 'string' && value !== '';
  return String([vmsecret, secret, password].find(isPassword) ?? '');
}

function unquoted(text: string): string {
  return text.trim().replace(/^"(.*)"$/, '$1');
}
