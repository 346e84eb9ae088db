import type { RunDetails } from 'fast-check';

/** Fails with the error alone, which names its input; a report of all that was tried would fill pages. */
export function shortReport<Inputs>({ failed, errorInstance, seed }: RunDetails<Inputs>): void {
  if (failed) throw new Error(`with seed ${seed}`, { cause: errorInstance });
}
