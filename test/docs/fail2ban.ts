import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What fail2ban makes of a line. */
export interface Match {
  readonly address: string;
  /** Epoch milliseconds, from the line itself. */
  readonly at: number;
}

/** An IPv4 address, an IPv6 one, and a name, as fail2ban looks for them (1.0). */
const IP4 = '(?:::f{4,6}:)?(?<ip4>(?:\\d{1,3}\\.){3}\\d{1,3})';
const IP6 = '(?<ip6>(?:[0-9a-fA-F]{1,4}::?|::){1,7}(?:[0-9a-fA-F]{1,4}|(?<=:):))';
const ADDR = `\\[?(?:${IP4}|${IP6})\\]?`;
const TAGS: Readonly<Record<string, string>> = {
  '<ADDR>': ADDR,
  '<HOST>': `(?:${ADDR}|(?<dns>[\\w\\-.^_]*\\w))`,
  '<SUBNET>': `\\[?(?:${IP4}|${IP6})(?:/(?<cidr>\\d+))?\\]?`,
};
const EPOCHS: Readonly<Record<string, string>> = {
  '{EPOCH}': '\\d{10,11}\\b(?:\\.\\d{3,6})?',
  '{LEPOCH}': '\\d{10,11}(?:\\d{3}(?:\\.\\d{1,6}|\\d{3})?)?',
};

/**
 * The filter of docs/fail2ban.md, read as fail2ban reads it: the date is looked for first and cut out, with all of its
 * pattern, before the rest of the line is compared. A line without a date matches nothing here; fail2ban would take it
 * for one of this moment, also one of last year that it reads again.
 */
export function documentedFilter(anywhere = false): (line: string) => Match | null {
  const page = readFileSync(path.resolve(__dirname, '../../docs/fail2ban.md'), 'utf8');
  const setting = (name: string): string => {
    const value = new RegExp(`^ {4}${name} = (.+)$`, 'm').exec(page)?.[1];
    if (value === undefined) throw new Error(`docs/fail2ban.md has no ${name}`);
    return value;
  };
  // It also wants the date to end where a word ends.
  const date = new RegExp(`${replaced(setting('datepattern'), EPOCHS)}(?=\\b|\\W|$)`);
  const expression = replaced(setting('failregex'), TAGS);
  const failure = new RegExp(anywhere ? expression.replace(/^\^/, '') : expression, 'm');
  return (line) => {
    const found = date.exec(line);
    if (!found) return null;
    const rest = line.slice(0, found.index) + line.slice(found.index + found[0].length);
    const { ip4, ip6, dns } = failure.exec(rest)?.groups ?? {};
    const address = ip4 ?? ip6 ?? dns;
    return address === undefined ? null : { address, at: Number(/\d+/.exec(found[0])?.[0]) };
  };
}

function replaced(text: string, words: Readonly<Record<string, string>>): string {
  return Object.entries(words).reduce((rest, [word, pattern]) => rest.replaceAll(word, pattern), text);
}
