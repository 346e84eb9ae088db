import { z } from 'zod';

/** A phone of the load: what it says of itself, and the loopback address that is its own. */
export const phoneShape = z.object({ mac: z.string(), address: z.string(), userAgent: z.string() });

/** Times in milliseconds. */
export const timedShape = z.object({
  /** Of all together. */
  total: z.number(),
  /** Of each that succeeded, from its request to its answer. */
  each: z.array(z.number()),
  /** How many did not. */
  failed: z.number(),
});

export type Timed = z.output<typeof timedShape>;
