/** True in `npm run test:full`, false in `npm test`. */
export const FULL = process.env.HOTDESK_TESTS === 'full';

const INPUTS_OF_NPM_TEST = 2_000;

/** The number of inputs of a property test: `full` in the full tier, at most 2,000 otherwise. */
export function inputCount(full: number): number {
  return FULL ? full : Math.min(full, INPUTS_OF_NPM_TEST);
}

/** The number of rounds of a slow test: `core` in `npm test`, `full` in `npm run test:full`. */
export function roundCount({ full, core }: { readonly full: number; readonly core: number }): number {
  return FULL ? full : core;
}
