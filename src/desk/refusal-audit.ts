import { sourceOf } from '../lib/ip';
import type { DeskParts } from './parts';
import type { AuditEntry } from './ports/audit';
import type { Log } from './ports/log';

/** How many refusals of one source are written down at once, and how fast it may have more written. */
const FROM_ONE_SOURCE = 30;
const ONE_MORE_AFTER_MS = 60_000;
/** The same for all sources together. */
const FROM_ALL = 300;
const ONE_MORE_OF_ALL_AFTER_MS = 1_000;
const MOST_SOURCES = 10_000;

interface Tally {
  written: number;
  at: number;
  /** Refusals since the last one that was written. */
  unlisted: number;
  /** Whether this burst has been logged. */
  told: boolean;
}

/**
 * Writes down what was refused to a phone. Refusals change nothing, and anybody can cause them: so the first ones of
 * a burst are written, the rest is counted, and the next one that is written says how many there were as `unlisted`.
 */
export function createRefusalAudit(
  { store, clock }: Pick<DeskParts, 'store' | 'clock'>,
  log: Pick<Log, 'warn'>,
): (entry: AuditEntry) => Promise<void> {
  const sources = new Map<string, Tally>();
  const all: Tally = { written: 0, at: clock(), unlisted: 0, told: false };

  const tallyOf = (source: string): Tally => {
    const tally = sources.get(source) ?? { written: 0, at: clock(), unlisted: 0, told: false };
    sources.delete(source);
    sources.set(source, tally);
    if (sources.size > MOST_SOURCES) sources.delete(sources.keys().next().value ?? '');
    return tally;
  };

  return async (entry) => {
    const source = sourceOf(entry.address ?? '');
    const tally = tallyOf(source);
    forgive(tally, clock(), ONE_MORE_AFTER_MS);
    forgive(all, clock(), ONE_MORE_OF_ALL_AFTER_MS);
    if (tally.written >= FROM_ONE_SOURCE || all.written >= FROM_ALL) {
      tally.unlisted += 1;
      if (tally.told || tally.written < FROM_ONE_SOURCE) return;
      tally.told = true;
      // docs/fail2ban.md reads this line: its words and the field `source` are a contract.
      log.warn({ source: entry.address, why: entry.action }, 'login storm');
      return;
    }
    tally.written += 1;
    all.written += 1;
    const { unlisted } = tally;
    tally.unlisted = 0;
    const details = unlisted > 0 ? { ...entry.details, unlisted } : entry.details;
    await store.transaction((tx) => tx.addAudit({ ...entry, details }));
  };
}

function forgive(tally: Tally, now: number, oneAfterMs: number): void {
  const forgiven = Math.floor((now - tally.at) / oneAfterMs);
  tally.written = Math.max(0, tally.written - forgiven);
  tally.at += forgiven * oneAfterMs;
  if (tally.written === 0) tally.told = false;
}
