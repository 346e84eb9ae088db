import type { Clock } from '../ports/clock';

/** Every refusal takes a multiple of this: longer than any check on a machine that is not busy. */
const STEP_MS = 400;
/** So many of the last refusals, and not older than that, say how long one takes now. */
const REMEMBERED = 32;
const REMEMBER_MS = 60_000;
/** A phone does not wait for ever: beyond this nobody is slowed for the sake of others. */
const MOST_STEPS = 10;

/**
 * How long refusals take. On a busy machine a check takes longer, and what needs none (somebody who is locked out)
 * would be told by its speed: so every refusal takes at least as long as the slowest of the last ones.
 */
export interface UniformRefusalDelay {
  /** Waits until a refusal of something that was asked at `begun` may be said. */
  wait(begun: number): Promise<void>;
}

export function createUniformRefusalDelay({
  clock,
  pause,
}: {
  clock: Clock;
  pause: (milliseconds: number) => Promise<void>;
}): UniformRefusalDelay {
  let last: { at: number; steps: number }[] = [];
  return {
    async wait(begun) {
      const now = clock();
      const steps = Math.max(1, Math.ceil((now - begun) / STEP_MS));
      last = [...last.filter(({ at }) => now - at < REMEMBER_MS), { at: now, steps }].slice(-REMEMBERED);
      const slowest = Math.max(...last.map((refusal) => refusal.steps));
      await pause(begun + Math.max(steps, Math.min(slowest, MOST_STEPS)) * STEP_MS - clock());
    },
  };
}
