import type { Clock } from '../ports/clock';

/** Every refusal takes a multiple of this, which is longer than any check on an idle machine. */
const STEP_MS = 400;
/** The delay follows the slowest of this many recent refusals. */
const WINDOW_SIZE = 32;
const WINDOW_MS = 60_000;
/** Phones time out, so no refusal is delayed beyond this because of slower ones. */
const MAX_STEPS = 10;

/**
 * Makes all refusals take equally long. On a busy machine a password check takes longer, and a refusal without a check
 * (locked out) could be recognised by its speed. So every refusal takes at least as long as the slowest recent one.
 */
export interface UniformRefusalDelay {
  /** Waits until the refusal of a request that arrived at `startedAt` (epoch milliseconds) may be sent. */
  wait(startedAt: number): Promise<void>;
}

export function createUniformRefusalDelay({
  clock,
  pause,
}: {
  clock: Clock;
  pause: (milliseconds: number) => Promise<void>;
}): UniformRefusalDelay {
  let recent: { at: number; steps: number }[] = [];
  return {
    async wait(startedAt) {
      const now = clock();
      // The clock may be set back or forth meanwhile: that must neither hold a refusal nor slow others for long.
      const elapsed = Math.max(0, now - startedAt);
      const steps = Math.max(1, Math.ceil(elapsed / STEP_MS));
      const kept = recent.filter(({ at }) => Math.abs(now - at) < WINDOW_MS);
      recent = [...kept, { at: now, steps }].slice(-WINDOW_SIZE);
      const slowest = Math.max(...recent.map((refusal) => refusal.steps));
      await pause(Math.max(steps, Math.min(slowest, MAX_STEPS)) * STEP_MS - elapsed);
    },
  };
}
