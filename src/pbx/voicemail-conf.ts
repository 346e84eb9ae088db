import { type ConfigSection, firstValue, valuesOf } from './config-sections';

/** A mailbox's line. `pin` is what its owner enters; empty when nobody can log in with it. */
export interface VoicemailLine {
  readonly number: string;
  readonly context: string;
  readonly pin: string;
  /** A PIN in `secret.conf` of the mailbox's spool folder overrides this one. */
  readonly hasSecretFile: boolean;
}

export interface MailboxAddress {
  readonly number: string;
  readonly context: string;
}

/** The contents of voicemail.conf, by `addressKey`. */
export interface VoicemailConf {
  readonly mailboxes: ReadonlyMap<string, VoicemailLine>;
  readonly aliases: ReadonlyMap<string, MailboxAddress>;
}

const DEFAULT_CONTEXT = 'default';
const NO_MAILBOX_SECTIONS = ['general', 'zonemessages', 'pbxaliases', 'device'];

/**
 * Parses the mailboxes and aliases from the sections of a voicemail.conf.
 *
 * A line is `number = pin,name,email,pager,option=value|option=value`; everything after the PIN is optional. Of two
 * lines with one number in one context the first counts, as in Asterisk. Aliases count only when `aliasescontext`
 * names their section.
 */
export function parseVoicemailConf(sections: readonly ConfigSection[]): VoicemailConf {
  const aliasSection = firstValue(sections, 'general', 'aliasescontext');
  const spoolByDefault = isSpoolDir(firstValue(sections, 'general', 'passwordlocation'));
  const others = new Set([...NO_MAILBOX_SECTIONS, (aliasSection ?? '').toLowerCase()]);

  const mailboxes = new Map<string, VoicemailLine>();
  for (const { name: context, values } of sections) {
    if (others.has(context.toLowerCase())) continue;
    for (const { name: number, value } of values) {
      const key = addressKey({ number, context });
      // Asterisk reads a leading asterisk as "leave voicemail", so such a mailbox cannot be opened.
      if (number.startsWith('*') || mailboxes.has(key)) continue;
      mailboxes.set(key, readLine(number, context, value, spoolByDefault));
    }
  }
  return { mailboxes, aliases: aliasSection ? readAliases(sections, aliasSection) : new Map() };
}

/** The key of a mailbox: the exact number, and the context without its case, as in Asterisk. */
export function addressKey({ number, context }: MailboxAddress): string {
  return `${context.toLowerCase()}\n${number}`;
}

/**
 * The PIN that opens a mailbox. A leading `-` only means that its owner cannot change it. Empty when the mailbox
 * cannot be opened: there is no PIN, or it begins with an asterisk, which Asterisk does not accept.
 */
export function usablePin(written: string): string {
  const pin = written.trim().replace(/^-/, '');
  return pin.startsWith('*') ? '' : pin;
}

function readLine(number: string, context: string, value: string, spoolByDefault: boolean): VoicemailLine {
  const [pin = '', , , , ...options] = value.split(',');
  const location = options
    .join(',')
    .split('|')
    .map((option) => /^\s*passwordlocation\s*=(.*)$/i.exec(option)?.[1])
    .findLast((found) => found !== undefined);
  const hasSecretFile = location === undefined ? spoolByDefault : isSpoolDir(location);
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
