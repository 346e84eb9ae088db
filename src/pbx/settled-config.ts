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

/** For how long a file must have been left alone, and how often that is looked at. */
interface Patience {
  readonly quietMs: number;
  readonly pauseMs: number;
  readonly mostRounds: number;
}

// Asterisk and FreePBX write these files in place, line by line, so a file that was changed a moment ago may be half
// of itself. It is read only when it has been left alone for so long, or when that never happens.
const USUAL: Patience = { quietMs: 100, pauseMs: 25, mostRounds: 80 };
// A busy disk can hold a writer up for longer, just after it has emptied the file. What seems to be gone is believed
// only after this.
const FOR_A_LOSS: Patience = { quietMs: 2_000, pauseMs: 100, mostRounds: 40 };

/** A configuration, and whether it had been left alone for long enough to be sure of it. */
export interface SettledConfig {
  readonly loaded: LoadedConfig;
  readonly isSettled: boolean;
}

/**
 * Reads a configuration file with its includes when nobody is writing it: all of it as it was at one moment.
 * Waits for at most four seconds. Errors: a file that cannot be read, or one that never stands still.
 */
export async function loadSettled(source: ConfigSource, patience = USUAL): Promise<SettledConfig> {
  const { path, log, optional = false, time = realTime } = source;
  for (let round = 1; round <= patience.mostRounds; round += 1) {
    const startedAt = time.now();
    const loaded = await loadConfig(path, log, { optional });
    const isSettled = !wasJustChanged(loaded, startedAt, patience.quietMs);
    const isTaken = isSettled || round === patience.mostRounds;
    if (isTaken && (await isStillTrue(loaded))) return { loaded, isSettled };
    await time.pause(patience.pauseMs);
  }
  throw new Error(`The file ${path} is being rewritten all the time.`);
}

/** How a configuration is understood. */
export interface Interpretation<T> {
  interpret(file: ConfigFile): T;
  /** Whether something is missing that was there before (null: nothing is known), as in a half written file. */
  loses(before: T | null, after: T): boolean;
}

export interface Interpreted<T> extends SettledConfig {
  readonly value: T;
}

/** Reads a configuration as `loadSettled` does, and once more, with more patience, when something seems lost. */
export async function loadInterpreted<T>(
  source: ConfigSource,
  { interpret, loses }: Interpretation<T>,
  before: T | null,
): Promise<Interpreted<T>> {
  const load = async (patience: Patience) => {
    const settled = await loadSettled(source, patience);
    return { ...settled, value: interpret(settled.loaded.file) };
  };
  const found = await load(USUAL);
  return loses(before, found.value) ? load(FOR_A_LOSS) : found;
}

/**
 * A configuration that is read again when one of its files has changed, and only then. It is never written.
 *
 * `read` gives what it means at the time of the call or later. All who ask while a reading is under way share the
 * next one, so that nobody gets what was true before he asked.
 */
export function keepFresh<T>(
  source: ConfigSource,
  interpretation: Interpretation<T>,
): { read(): Promise<T> } {
  let kept: Interpreted<T> | null = null;
  let latest: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | null = null;

  async function readIfChanged(): Promise<T> {
    next = null;
    // A change in the same instant as the reading can look like no change, so only what was settled is sure.
    if (kept?.isSettled && (await isStillTrue(kept.loaded))) return kept.value;
    kept = await loadInterpreted(source, interpretation, kept?.value ?? null);
    return kept.value;
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
function wasJustChanged(loaded: LoadedConfig, now: number, quietMs: number): boolean {
  return loaded.changedAt !== 0 && Math.abs(now - loaded.changedAt) < quietMs;
}
