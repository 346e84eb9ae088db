import type { Knex } from 'knex';
import type { Extension } from '../desk/model';
import { isExtensionNumber } from '../desk/validation';
import type { PbxLog } from './log';

/** FreePBX's users. Errors: the database. */
export interface ExtensionReader {
  /** The user with exactly this number; null when there is none. */
  extension(number: string): Promise<Extension | null>;
  /** All users, sorted by number. */
  extensions(): Promise<readonly Extension[]>;
  /** All users, unsorted. Sorting takes longer than reading. */
  unsorted(): Promise<readonly Extension[]>;
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
 * That table has no unique key. Of several rows with one number, the first that the database returns counts: it is
 * the oldest, and the one that FreePBX uses. Rows with an invalid number are skipped. Both cases are logged.
 */
export function createExtensionReader(db: Knex, log: PbxLog): ExtensionReader {
  const readAll = async (): Promise<Extension[]> => {
    const rows: readonly UserRow[] = await db('users').select(COLUMNS);
    return firstOfEach(rows, log);
  };
  return {
    async extension(number) {
      if (!isExtensionNumber(number)) return null;
      const rows: readonly UserRow[] = await db('users').where('extension', number).select(COLUMNS);
      // The database ignores case and trailing blanks when it compares.
      return firstOfEach(rows, log).find((extension) => extension.number === number) ?? null;
    },

    async extensions() {
      return (await readAll()).sort((one, other) => byNumber.compare(one.number, other.number));
    },

    unsorted: readAll,
  };
}

function firstOfEach(rows: readonly UserRow[], log: PbxLog): Extension[] {
  const found = new Map<string, Extension>();
  for (const row of rows) {
    const number = row.extension;
    if (typeof number !== 'string' || !isExtensionNumber(number)) {
      log.warn(
        { event: 'pbx-user.bad-number', extension: number },
        'skipped a user whose number has characters other than digits',
      );
    } else if (found.has(number)) {
      log.warn(
        { event: 'pbx-user.duplicate', extension: number },
        'skipped a duplicate user with the same number',
      );
    } else {
      found.set(number, { number, name: nameOf(row), mailboxContext: mailboxContextOf(row) });
    }
  }
  return [...found.values()];
}

/** The display name on one line. */
function nameOf({ name }: UserRow): string {
  return typeof name === 'string' ? name.replace(/\p{Cc}+/gu, ' ').trim() : '';
}

function mailboxContextOf({ voicemail }: UserRow): string | null {
  const context = typeof voicemail === 'string' ? voicemail.trim() : '';
  return NO_MAILBOX.includes(context.toLowerCase()) ? null : context;
}
