import type { Knex } from 'knex';
import type { DeviceChoice, Directory } from '../desk/ports/directory';
import { isExtensionNumber } from '../desk/validation';
import { takeCensus } from './census';
import { createExtensionReader } from './extensions';
import { type PbxLog, warnOnce } from './log';
import { createFileMailboxes, createTextMailboxes, type VoicemailFiles } from './mailboxes';
import type { Time } from './settled-config';
import { chooseSipDevice } from './sip-accounts';

/** Where the mailboxes are: in Asterisk's files, or in a text of the same syntax (the sample PBX). */
export type VoicemailSource =
  | ({ readonly kind: 'file' } & VoicemailFiles)
  | { readonly kind: 'text'; readonly text: string };

export interface PbxDirectoryDeps {
  /** The database with FreePBX's tables. */
  readonly db: Knex;
  readonly voicemail: VoicemailSource;
  readonly log: PbxLog;
  readonly time?: Time;
}

/**
 * The directory of a FreePBX system, from its tables and Asterisk's voicemail.conf. Read-only and always current:
 * each call reads the state at that time. Errors: the database or a file cannot be read.
 */
export function createPbxDirectory({ db, voicemail, log, time }: PbxDirectoryDeps): Directory {
  const quietLog = warnOnce(log);
  const extensions = createExtensionReader(db, quietLog);
  const mailboxes =
    voicemail.kind === 'text'
      ? createTextMailboxes(voicemail.text)
      : createFileMailboxes({ files: voicemail, db, log: quietLog, ...(time ? { time } : {}) });
  const choose = async (number: string, listsAll: boolean): Promise<DeviceChoice> =>
    isExtensionNumber(number)
      ? chooseSipDevice(db, quietLog, number, { listsAll })
      : { account: null, rule: null, passedOver: [] };

  return {
    extension: (number) => extensions.extension(number),
    extensions: () => extensions.extensions(),
    async mailbox(number, context) {
      return isExtensionNumber(number) ? mailboxes.find({ number, context }) : null;
    },
    sipAccount: async (number) => (await choose(number, false)).account,
    deviceChoice: (number) => choose(number, true),
    census: () => takeCensus({ db, extensions, mailboxes, log: quietLog }),
  };
}
