import type { Clock } from '../../desk/ports/clock';
import type { Log } from '../../desk/ports/log';
import { sourceOf } from '../../lib/ip';
import { createUnknownPhones } from './unknown-phones';

/** What a source may do wrong before it is slowed, and how fast that is forgiven. */
const STRIKES = 60;
const FORGIVE_ONE_MS = 10_000;
const MOST_SOURCES = 10_000;

interface Source {
  strikes: number;
  at: number;
  /** Whether this burst has been logged. */
  told: boolean;
}

/**
 * Counts, for each source address, requests that no phone makes often: files that do not exist, MACs that nobody
 * has seen, wrong logins. Phones that are known are never held up, however many stand behind one address.
 */
export interface FetchBudget {
  /** Whether this source has used up what it may do wrong. */
  isUsedUp(source: string): boolean;
  strike(source: string, why: 'no-such-file' | 'unknown-mac' | 'wrong-login'): void;
  /** Whether a phone of an unknown brand at this source is news: once, and again after an hour of silence. */
  isNews(source: string): boolean;
}

export function createFetchBudget(clock: Clock, log: Pick<Log, 'warn'>): FetchBudget {
  const sources = new Map<string, Source>();

  const current = (source: string): Source => {
    const now = clock();
    const entry = sources.get(source) ?? { strikes: 0, at: now, told: false };
    const forgiven = Math.floor((now - entry.at) / FORGIVE_ONE_MS);
    entry.strikes = Math.max(0, entry.strikes - forgiven);
    entry.at += forgiven * FORGIVE_ONE_MS;
    if (entry.strikes === 0) entry.told = false;
    return entry;
  };

  return {
    isNews: createUnknownPhones(clock),
    isUsedUp: (source) => current(sourceOf(source)).strikes >= STRIKES,
    strike(source, why) {
      const name = sourceOf(source);
      const entry = current(name);
      entry.strikes += 1;
      sources.delete(name);
      sources.set(name, entry);
      if (sources.size > MOST_SOURCES) sources.delete(sources.keys().next().value ?? '');
      if (entry.strikes < STRIKES || entry.told) return;
      entry.told = true;
      // docs/fail2ban.md reads this line: its words and the field `source` are a contract.
      log.warn({ source, why }, 'fetch storm');
    },
  };
}
