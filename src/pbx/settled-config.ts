import { setTimeout as wait } from 'node:timers/promises';
import { type ConfigFile, isConfigUnchanged, type LoadedConfig, loadConfig } from './config-files';
import type { PbxLog } from './log';

/** Clock and sleep, replaceable in tests. Times are in milliseconds. */
export interface Time {
  now(): number;
  pause(milliseconds: number): Promise<void>;
}

/** The system's clock. */
export const realTime: Time = { now: () => Date.now(), pause: (milliseconds) => wait(milliseconds) };

export interface ConfigSource {
  readonly path: string;
  readonly log: PbxLog;
  /** A missing file is empty instead of an error. */
  readonly optional?: boolean;
  readonly time?: Time;
}

/** How long a file must be unchanged to count as settled, and how often that is checked. */
interface SettleTimes {
  readonly quietMs: number;
  readonly pauseMs: number;
  readonly maxRounds: number;
}

// Asterisk and FreePBX write these files in place, line by line, so a file that changed a moment ago may be
// incomplete. It is used when it has been unchanged for this long, or after the last round.
const USUAL_TIMES: SettleTimes = { quietMs: 100, pauseMs: 25, maxRounds: 80 };
// On a busy disk a writer can stall longer just after it truncated the file, so a loss is accepted only after this.
const LOSS_TIMES: SettleTimes = { quietMs: 2_000, pauseMs: 100, maxRounds: 40 };

/** A configuration, and whether its files had been unchanged for long enough to be complete. */
export interface SettledConfig {
  readonly loaded: LoadedConfig;
  readonly isSettled: boolean;
}

/**
 * Reads a configuration file with its includes while nothing writes it: the state of all files at one moment.
 * Waits at most four seconds. Errors: a file cannot be read, or changes all the time.
 */
export async function loadSettled(source: ConfigSource, times = USUAL_TIMES): Promise<SettledConfig> {
  const { path, log, optional = false, time = realTime } = source;
  for (let round = 1; round <= times.maxRounds; round += 1) {
    const startedAt = time.now();
    const loaded = await loadConfig(path, log, { optional });
    const isSettled = !wasJustChanged(loaded, startedAt, times.quietMs);
    const isUsable = isSettled || round === times.maxRounds;
    if (isUsable && (await isConfigUnchanged(loaded))) return { loaded, isSettled };
    await time.pause(times.pauseMs);
  }
  throw new Error(`The file ${path} changes all the time, so it cannot be read.`);
}

/** How a configuration is turned into a value. */
export interface Interpretation<T> {
  interpret(file: ConfigFile): T;
  /** Whether entries are missing that were there before (null: first read), as in a half-written file. */
  loses(before: T | null, after: T): boolean;
}

export interface Interpreted<T> extends SettledConfig {
  readonly value: T;
}

/** Reads a configuration as `loadSettled` does, and again with longer times when entries seem lost. */
export async function loadInterpreted<T>(
  source: ConfigSource,
  { interpret, loses }: Interpretation<T>,
  before: T | null,
): Promise<Interpreted<T>> {
  const load = async (times: SettleTimes) => {
    const settled = await loadSettled(source, times);
    return { ...settled, value: interpret(settled.loaded.file) };
  };
  const found = await load(USUAL_TIMES);
  return loses(before, found.value) ? load(LOSS_TIMES) : found;
}

/**
 * Caches a configuration, and reads it again only when one of its files has changed. Never writes it.
 *
 * `read` returns the state at the time of the call or later: calls that arrive during a read share the next one.
 */
export function cacheConfig<T>(
  source: ConfigSource,
  interpretation: Interpretation<T>,
): { read(): Promise<T> } {
  let cached: Interpreted<T> | null = null;
  let latest: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | null = null;

  async function readIfChanged(): Promise<T> {
    next = null;
    // A change within the same clock tick leaves the stamps unchanged, so only a settled read can be reused.
    if (cached?.isSettled && (await isConfigUnchanged(cached.loaded))) return cached.value;
    cached = await loadInterpreted(source, interpretation, cached?.value ?? null);
    return cached.value;
  }

  return {
    read() {
      if (next === null) {
        next = latest.then(readIfChanged, readIfChanged);
        latest = next;
      }
      return next;
    },
  };
}

/** Also true for a change in the near future: the clock of a file server may differ. */
function wasJustChanged(loaded: LoadedConfig, now: number, quietMs: number): boolean {
  return loaded.changedAt !== 0 && Math.abs(now - loaded.changedAt) < quietMs;
}
