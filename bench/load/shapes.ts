import { z } from 'zod';

/** A phone of the load, with a loopback address that no other phone has. */
export const phoneShape = z.object({ mac: z.string(), address: z.string(), userAgent: z.string() });

/** Times in milliseconds. */
export const timedShape = z.object({
  /** From the first request to the last answer. */
  total: z.number(),
  /** From request to answer, of each that succeeded. */
  each: z.array(z.number()),
  /** The number of failures. */
  failed: z.number(),
});

export type Timed = z.output<typeof timedShape>;
