import type { Knex } from 'knex';
import type { Extension } from '../desk/model';
import { isExtensionNumber } from '../desk/parse';
import type { PbxLog } from './log';

/** FreePBX's users. Errors: the database. */
export interface ExtensionReader {
  /** The user of exactly this number; null when there is none. */
  extension(number: string): Promise<Extension | null>;
  /** All users, by their numbers. */
  extensions(): Promise<readonly Extension[]>;
}

/** The columns of `users` that are read. */
interface UserRow {
  readonly extension: unknown;
  readonly name: unknown;
  readonly voicemail: unknown;
}

const COLUMNS = ['extension', 'name', 'voicemail'];
const NO_MAILBOX = ['', 'novm', 'disabled'];
const byNumber = new Intl.Collator('en', { numeric: true });

/**
 * Reads extensions from FreePBX's `users`.
 *
 * That table has no unique key: of several rows of one number the one counts that the database gives first, which
 * is the oldest and the one that FreePBX itself takes. Rows whose number is none are skipped. Both are told to `log`.
 */
export function createExtensionReader(db: Knex, log: PbxLog): ExtensionReader {
  return {
    async extension(number) {
      if (!isExtensionNumber(number)) return null;
      const rows: readonly UserRow[] = await db('users').where('extension', number).select(COLUMNS);
      // The database compares without case and trailing blanks, so it is compared again.
      return firstOfEach(rows, log).find((extension) => extension.number === number) ?? null;
    },

    async extensions() {
      const rows: readonly UserRow[] = await db('users').select(COLUMNS);
      return firstOfEach(rows, log).sort((one, other) => byNumber.compare(one.number, other.number));
    },
  };
}

function firstOfEach(rows: readonly UserRow[], log: PbxLog): Extension[] {
  const found = new Map<string, Extension>();
  for (const row of rows) {
    const number = row.extension;
    if (typeof number !== 'string' || !isExtensionNumber(number)) {
      log.warn(
        { event: 'pbx-user.bad-number', extension: number },
        'skipped a user whose number is not made of digits',
      );
    } else if (found.has(number)) {
      log.warn(
        { event: 'pbx-user.duplicate', extension: number },
        'skipped a second user of the same number',
      );
    } else {
      found.set(number, { number, name: nameOf(row), mailboxContext: mailboxContextOf(row) });
    }
  }
  return [...found.values()];
}

/** The display name in one line. */
function nameOf({ name }: UserRow): string {
  return typeof name === 'string' ? name.replace(/\p{Cc}+/gu, ' ').trim() : '';
}

function mailboxContextOf({ voicemail }: UserRow): string | null {
  const context = typeof voicemail === 'string' ? voicemail.trim() : '';
  return NO_MAILBOX.includes(context.toLowerCase()) ? null : context;
}
