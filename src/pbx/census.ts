import type { Knex } from 'knex';
import type { Extension } from '../desk/model';
import type { Census } from '../desk/ports/census';
import { errorText } from '../lib/errors';
import { MissingConfigFile } from './config-files';
import type { ExtensionReader } from './extensions';
import type { PbxLog } from './log';
import type { Mailboxes } from './mailboxes';

interface CensusSources {
  readonly db: Knex;
  readonly extensions: Pick<ExtensionReader, 'unsorted'>;
  readonly mailboxes: Pick<Mailboxes, 'inFile'>;
  readonly log: PbxLog;
}

/** Counts the rows of FreePBX: see Directory.census. Errors: the database. */
export async function takeCensus({ db, extensions, mailboxes, log }: CensusSources): Promise<Census> {
  const [users, devices, sip] = await Promise.all([
    ifTableExists(db, 'users', () => extensions.unsorted()),
    ifTableExists(db, 'devices', () => db('devices').pluck('id')),
    ifTableExists(db, 'sip', () => db('sip').where({ keyword: 'secret' }).whereNot({ data: '' }).pluck('id')),
  ]);
  const withMailbox = users.filter(({ mailboxContext }) => mailboxContext !== null);
  return {
    users: numbersOf(users),
    devices: new Set(devices.map(String)),
    sip: new Set(sip.map(String)),
    mailboxes: await withMailboxInFile(withMailbox, mailboxes, log),
    mailboxUsers: numbersOf(withMailbox),
  };
}

/** A restore drops tables before it fills them. */
async function ifTableExists<Row>(
  db: Knex,
  table: string,
  read: () => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  try {
    return await read();
  } catch (error) {
    if (await db.schema.hasTable(table)) throw error;
    return [];
  }
}

/** Null when the file cannot be read. One that is not there has no mailbox. */
async function withMailboxInFile(
  users: readonly Extension[],
  mailboxes: Pick<Mailboxes, 'inFile'>,
  log: PbxLog,
): Promise<ReadonlySet<string> | null> {
  try {
    const isInFile = await mailboxes.inFile();
    return numbersOf(
      users.filter(({ number, mailboxContext }) => isInFile({ number, context: mailboxContext ?? '' })),
    );
  } catch (error) {
    if (error instanceof MissingConfigFile) return new Set();
    log.warn(
      { event: 'pbx-census.mailboxes-unreadable', error: errorText(error) },
      'cannot read the mailboxes of voicemail.conf, so none counts as lost',
    );
    return null;
  }
}

function numbersOf(extensions: readonly Extension[]): ReadonlySet<string> {
  return new Set(extensions.map(({ number }) => number));
}
