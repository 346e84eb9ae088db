import { errorText } from '../lib/errors';
import type { Leadership } from './leadership';
import { NotTheLeader } from './only-the-leader';
import type { Clock } from './ports/clock';
import type { Log } from './ports/log';
import type { EffectLane, PendingEffect } from './ports/outbox';
import type { DeskStore } from './ports/store';
import type { EffectOutcome } from './run-effect';

const BATCH = 100;
/** Other instances wake nobody here: what they commit is found by looking. */
const LONGEST_SLEEP_MS = 1_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** How often it is looked whether a call has ended. */
const LOOK_AGAIN_MS = 2_000;

export interface EffectsRunner {
  /** There may be something due. */
  wake(): void;
  /** Lets what is running end, and does nothing more. */
  stop(): Promise<void>;
}

interface RunnerParts {
  readonly lane: EffectLane;
  readonly store: Pick<
    DeskStore,
    'dueEffects' | 'nextEffectDueAt' | 'finishEffect' | 'postponeEffect' | 'deferEffect'
  >;
  readonly leadership: Pick<Leadership, 'isLeader' | 'confirm'>;
  readonly clock: Clock;
  readonly log: Log;
  run(pending: PendingEffect): Promise<EffectOutcome>;
}

/** While this instance is the leader, does the effects of a lane: in order for each phone, at the same time for different phones, until done. */
export function startEffectsRunner(parts: RunnerParts): EffectsRunner {
  let stopped = false;
  let wanted = false;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const wake = (): void => {
    wanted = true;
    if (stopped || running) return;
    if (timer) clearTimeout(timer);
    running = round().finally(() => {
      running = null;
      if (wanted) wake();
    });
  };

  const round = async (): Promise<void> => {
    wanted = false;
    try {
      sleepUntil(parts.leadership.isLeader() ? await doAllDue() : null);
    } catch (error) {
      parts.log.warn({ error: errorText(error) }, 'the table of effects cannot be read, trying again');
      sleepUntil(null);
    }
  };

  /** Returns when the next effect is due; null when none waits, or it is not ours to do. */
  const doAllDue = async (): Promise<number | null> => {
    for (;;) {
      const dueAt = await parts.store.nextEffectDueAt(parts.lane, parts.clock());
      if (stopped || dueAt === null || dueAt > parts.clock()) return dueAt;
      // Asked before the effects are read: what another leader does meanwhile is none of them.
      if (!(await parts.leadership.confirm())) return null;
      // Somebody was faster: nothing to hurry for.
      if ((await doDueEffects(parts)) === 0) return null;
    }
  };

  const sleepUntil = (dueAt: number | null): void => {
    if (stopped) return;
    const sleep = dueAt === null ? LONGEST_SLEEP_MS : Math.max(0, dueAt - parts.clock());
    timer = setTimeout(wake, Math.min(sleep, LONGEST_SLEEP_MS));
    timer.unref();
  };

  wake();
  return {
    wake,
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}

/** Says how many there were. */
async function doDueEffects(parts: RunnerParts): Promise<number> {
  const due = await parts.store.dueEffects(parts.lane, parts.clock(), BATCH);
  await Promise.all(due.map((pending) => doEffect(parts, pending)));
  return due.length;
}

async function doEffect(parts: RunnerParts, pending: PendingEffect): Promise<void> {
  try {
    if ((await parts.run(pending)) === 'later') {
      await parts.store.deferEffect(pending.id, parts.clock() + LOOK_AGAIN_MS);
      return;
    }
  } catch (error) {
    if (error instanceof NotTheLeader) return;
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** pending.attempts);
    const fields = { effect: pending.effect.kind, mac: pending.mac, attempts: pending.attempts + 1 };
    parts.log.warn({ ...fields, error: errorText(error), retryInMs: wait }, 'an effect failed, trying again');
    await parts.store.postponeEffect(pending.id, parts.clock() + wait, errorText(error));
    return;
  }
  await parts.store.finishEffect(pending.id);
}
