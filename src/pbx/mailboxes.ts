import path from 'node:path';
import type { Knex } from 'knex';
import type { Mailbox } from '../desk/model';
import { parseConfigText } from './asterisk-config';
import type { ConfigFile } from './config-files';
import { firstValue, sectionsOf } from './config-sections';
import type { PbxLog } from './log';
import { findRealtimeMailbox, parseVoicemailMapping, type RealtimeMapping } from './realtime-voicemail';
import { cacheConfig, loadInterpreted, realTime, type Time } from './settled-config';
import {
  addressKey,
  type MailboxAddress,
  parseVoicemailConf,
  usablePin,
  type VoicemailConf,
  type VoicemailLine,
} from './voicemail-conf';

/** The PBX's mailboxes. Errors: their file or table cannot be read; this never counts as "no mailbox". */
export interface Mailboxes {
  /** The mailbox at an address or alias; null when there is none. */
  find(address: MailboxAddress): Promise<Mailbox | null>;
  /** Whether a mailbox or alias is in voicemail.conf as it is now, without its realtime table. */
  inFile(): Promise<(address: MailboxAddress) => boolean>;
}

/** Where Asterisk stores its mailboxes. */
export interface VoicemailFiles {
  /** voicemail.conf; its includes are relative to its folder. */
  readonly path: string;
  /** Asterisk's spool folder (ASTSPOOLDIR), in which `voicemail/<context>/<number>/secret.conf` may hold a PIN. */
  readonly spoolDir: string;
  /** extconfig.conf, which may map the family `voicemail` to a table. Optional. */
  readonly extconfig: string;
}

export interface FileMailboxesDeps {
  readonly files: VoicemailFiles;
  /** The database that has the realtime table, if any. */
  readonly db: Knex;
  readonly log: PbxLog;
  readonly time?: Time;
}

/**
 * Mailboxes in Asterisk's order: voicemail.conf first, then the realtime table, then the aliases. Each look-up sees
 * the current state of the files.
 */
export function createFileMailboxes({ files, db, log, time = realTime }: FileMailboxesDeps): Mailboxes {
  const conf = cacheConfig<VoicemailConf>(
    { path: files.path, log, time },
    {
      interpret: parseFile,
      loses: losesMailboxes,
    },
  );
  const mapping = cacheConfig<RealtimeMapping | null>(
    { path: files.extconfig, log, time, optional: true },
    {
      interpret: (file) => parseVoicemailMapping(sectionsOf(file)),
      loses: (before, after) => before !== null && after === null,
    },
  );
  const inSecretFile = (line: VoicemailLine) => readSecretFile(files.spoolDir, line, log, time);

  return {
    async find(address) {
      const read = await conf.read();
      return findMailbox(read, address, inSecretFile, async (wanted) =>
        findInTable(db, await mapping.read(), wanted),
      );
    },
    inFile: async () => isInFile(await conf.read()),
  };
}

/** Mailboxes from a text with the syntax of voicemail.conf, for the sample PBX. */
export function createTextMailboxes(text: string): Mailboxes {
  const entries = parseConfigText(text).flatMap((entry) =>
    entry.kind === 'section' || entry.kind === 'value' ? [entry] : [],
  );
  const conf = parseFile({ path: 'voicemail.conf', entries });
  const none = async () => null;
  return { find: (address) => findMailbox(conf, address, none, none), inFile: async () => isInFile(conf) };
}

function isInFile({ mailboxes, aliases }: VoicemailConf): (address: MailboxAddress) => boolean {
  return (address) => {
    const alias = aliases.get(addressKey(address));
    return mailboxes.has(addressKey(address)) || (alias !== undefined && mailboxes.has(addressKey(alias)));
  };
}

function parseFile(file: ConfigFile): VoicemailConf {
  return parseVoicemailConf(sectionsOf(file));
}

function losesMailboxes(before: VoicemailConf | null, after: VoicemailConf): boolean {
  if (before === null) return after.mailboxes.size === 0;
  return [...before.mailboxes.keys()].some((key) => !after.mailboxes.has(key));
}

async function findMailbox(
  conf: VoicemailConf,
  address: MailboxAddress,
  pinInSecretFile: (line: VoicemailLine) => Promise<string | null>,
  inTable: (address: MailboxAddress) => Promise<Mailbox | null>,
): Promise<Mailbox | null> {
  const findDirectly = async (wanted: MailboxAddress): Promise<Mailbox | null> => {
    const line = conf.mailboxes.get(addressKey(wanted));
    if (!line) return inTable(wanted);
    const secretFilePin = line.hasSecretFile ? await pinInSecretFile(line) : null;
    return { number: line.number, context: line.context, pin: secretFilePin ?? line.pin };
  };
  const found = await findDirectly(address);
  const alias = conf.aliases.get(addressKey(address));
  return found ?? (alias ? findDirectly(alias) : null);
}

async function findInTable(
  db: Knex,
  mapping: RealtimeMapping | null,
  address: MailboxAddress,
): Promise<Mailbox | null> {
  return mapping ? findRealtimeMailbox(db, mapping, address) : null;
}

/** The PIN in `secret.conf`; null when there is no such file or it has no password: then voicemail.conf counts. */
async function readSecretFile(
  spoolDir: string,
  { number, context }: VoicemailLine,
  log: PbxLog,
  time: Time,
): Promise<string | null> {
  // Such a name would lead out of the spool folder.
  if ([number, context].some((name) => /[/\0]|^\.{0,2}$/.test(name))) return '';
  const file = path.join(spoolDir, 'voicemail', context, number, 'secret.conf');
  const { value: password } = await loadInterpreted<string | null>(
    { path: file, log, time, optional: true },
    {
      interpret: (read) => firstValue(sectionsOf(read), 'general', 'password'),
      loses: (_, after) => after === null,
    },
    null,
  );
  return password === null ? null : usablePin(password);
}
