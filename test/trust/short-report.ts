import type { RunDetails } from 'fast-check';

/** Fails with the seed and the error, which has the input; a report of all inputs would fill pages. */
export function reportShortly<Inputs>({ failed, errorInstance, seed }: RunDetails<Inputs>): void {
  if (failed) throw new Error(`with seed ${seed}`, { cause: errorInstance });
}
