import { setTimeout as wait } from 'node:timers/promises';
import { type ConfigFile, isStillTrue, type LoadedConfig, loadConfig } from './config-files';
import type { PbxLog } from './log';

/** The clock and the waiting, so that tests need neither. Times in milliseconds. */
export interface Time {
  now(): number;
  pause(milliseconds: number): Promise<void>;
}

/** The real time. */
export const realTime: Time = { now: () => Date.now(), pause: (milliseconds) => wait(milliseconds) };

export interface ConfigSource {
  readonly path: string;
  readonly log: PbxLog;
  /** A file that is not there is empty instead of an error. */
  readonly optional?: boolean;
  readonly time?: Time;
}

// Asterisk and FreePBX write these files in place, line by line, so a file that was changed a moment ago may be half
// of itself. It is read only when it has been left alone for so long, or when that never happens.
const QUIET_MS = 100;
const PAUSE_MS = 25;
const MOST_ROUNDS = 80;

/** A configuration, and whether it had been left alone for long enough to be sure of it. */
export interface SettledConfig {
  readonly loaded: LoadedConfig;
  readonly isSettled: boolean;
}

/**
 * Reads a configuration file with its includes when nobody is writing it: all of it as it was at one moment.
 * Waits for at most two seconds. Errors: a file that cannot be read, or one that never stands still.
 */
export async function loadSettled(source: ConfigSource): Promise<SettledConfig> {
  const { path, log, optional = false, time = realTime } = source;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const startedAt = time.now();
    const loaded = await loadConfig(path, log, { optional });
    const isSettled = !wasJustChanged(loaded, startedAt);
    if ((isSettled || round === MOST_ROUNDS) && (await isStillTrue(loaded))) return { loaded, isSettled };
    await time.pause(PAUSE_MS);
  }
  throw new Error(`The file ${path} is being rewritten all the time.`);
}

/**
 * A configuration that is read again when one of its files has changed, and only then. It is never written.
 *
 * `read` gives what `interpret` made of the state at the time of the call or later. All who ask while a reading is
 * under way share the next one, so that nobody gets what was true before he asked.
 */
export function keepFresh<T>(
  source: ConfigSource,
  interpret: (file: ConfigFile) => T,
): { read(): Promise<T> } {
  let kept: { loaded: LoadedConfig; value: T } | null = null;
  let latest: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | null = null;

  async function readIfChanged(): Promise<T> {
    next = null;
    if (kept && (await isStillTrue(kept.loaded))) return kept.value;
    const { loaded, isSettled } = await loadSettled(source);
    const value = interpret(loaded.file);
    // A change in the same instant as the reading can look like no change, so what is not settled is not kept.
    kept = isSettled ? { loaded, value } : null;
    return value;
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

/** Also true for a change in the near future: clocks of file servers differ a little. */
function wasJustChanged(loaded: LoadedConfig, now: number): boolean {
  return loaded.changedAt !== 0 && Math.abs(now - loaded.changedAt) < QUIET_MS;
}
