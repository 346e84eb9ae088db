/** `npm run test:full` sets it; `npm test` does not. */
export const FULL = process.env.HOTDESK_TESTS === 'full';

const INPUTS_OF_NPM_TEST = 2_000;

/** How many inputs a property test gets: all that it wants in the full tier, at most 2,000 otherwise. */
export function inputs(full: number): number {
  return FULL ? full : Math.min(full, INPUTS_OF_NPM_TEST);
}

/** How many rounds a slow test takes: `core` in `npm test`, `full` in `npm run test:full`. */
export function runs({ full, core }: { readonly full: number; readonly core: number }): number {
  return FULL ? full : core;
}
