import { type ConfigSection, firstValue, valuesOf } from './config-sections';

/** A mailbox's line. `pin` is what its owner types; empty when it lets nobody in. */
export interface VoicemailLine {
  readonly number: string;
  readonly context: string;
  readonly pin: string;
  /** The PIN is in `secret.conf` beside the messages, if that file has one. */
  readonly hasSecretFile: boolean;
}

export interface MailboxAddress {
  readonly number: string;
  readonly context: string;
}

/** What voicemail.conf says. The keys are made by `addressKey`. */
export interface VoicemailConf {
  readonly mailboxes: ReadonlyMap<string, VoicemailLine>;
  readonly aliases: ReadonlyMap<string, MailboxAddress>;
}

const DEFAULT_CONTEXT = 'default';
const NO_MAILBOX_SECTIONS = ['general', 'zonemessages', 'pbxaliases', 'device'];

/**
 * Finds the mailboxes and their aliases in the sections of a voicemail.conf.
 *
 * A line is `number = pin,name,email,pager,option=value|option=value`, and everything behind the PIN may be
 * missing. Where a number stands twice in a context the first counts, as in Asterisk. Aliases count only when
 * `aliasescontext` names their section.
 */
export function parseVoicemailConf(sections: readonly ConfigSection[]): VoicemailConf {
  const aliasSection = firstValue(sections, 'general', 'aliasescontext');
  const byDefault = isSpoolDir(firstValue(sections, 'general', 'passwordlocation'));
  const others = new Set([...NO_MAILBOX_SECTIONS, (aliasSection ?? '').toLowerCase()]);

  const mailboxes = new Map<string, VoicemailLine>();
  for (const { name: context, values } of sections) {
    if (others.has(context.toLowerCase())) continue;
    for (const { name: number, value } of values) {
      const key = addressKey({ number, context });
      // Asterisk takes a leading asterisk for "leave voicemail", so such a mailbox cannot be opened.
      if (number.startsWith('*') || mailboxes.has(key)) continue;
      mailboxes.set(key, readLine(number, context, value, byDefault));
    }
  }
  return { mailboxes, aliases: aliasSection ? readAliases(sections, aliasSection) : new Map() };
}

/** How a mailbox is found: the number exactly, the context without its case, as in Asterisk. */
export function addressKey({ number, context }: MailboxAddress): string {
  return `${context.toLowerCase()}\n${number}`;
}

/**
 * What the owner of a mailbox types to open it. A leading `-` only means that he may not change it. Empty when
 * nobody can open it: there is no PIN, or it begins with an asterisk, which Asterisk does not take.
 */
export function usablePin(written: string): string {
  const pin = written.trim().replace(/^-/, '');
  return pin.startsWith('*') ? '' : pin;
}

function readLine(number: string, context: string, value: string, byDefault: boolean): VoicemailLine {
  const [pin = '', , , , ...options] = value.split(',');
  const location = options
    .join(',')
    .split('|')
    .map((option) => /^\s*passwordlocation\s*=(.*)$/i.exec(option)?.[1])
    .findLast((found) => found !== undefined);
  const hasSecretFile = location === undefined ? byDefault : isSpoolDir(location);
  return { number, context, pin: usablePin(pin), hasSecretFile };
}

function isSpoolDir(location: string | null): boolean {
  return location?.trim().toLowerCase() === 'spooldir';
}

/** `1001@device = 1001@default` */
function readAliases(sections: readonly ConfigSection[], section: string): Map<string, MailboxAddress> {
  const aliases = new Map<string, MailboxAddress>();
  for (const { name, value } of valuesOf(sections, section)) {
    const key = addressKey(parseAddress(name));
    if (!aliases.has(key)) aliases.set(key, parseAddress(value));
  }
  return aliases;
}

function parseAddress(text: string): MailboxAddress {
  const [number = '', context = ''] = text.split('@', 2).map((part) => part.trim());
  return { number, context: context === '' ? DEFAULT_CONTEXT : context };
}
