import { z } from 'zod';
import { phoneShape } from './shapes';

/** Phones that boot at the same time. */
export const bootPlan = z.object({
  /** Of the phone server. */
  origin: z.string(),
  /** How many requests wait for an answer at a time. */
  inFlight: z.number().int().min(1),
  phones: z.array(phoneShape),
});

export type BootPlan = z.output<typeof bootPlan>;
