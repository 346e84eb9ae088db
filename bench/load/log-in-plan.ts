import { z } from 'zod';
import { phoneShape, timedShape } from './shapes';

/** Phones that log in at the same time. */
export const logInPlan = z.object({
  /** Of the phone server. */
  origin: z.string(),
  /** How many requests wait for an answer at a time. */
  inFlight: z.number().int().min(1),
  logOutAfterwards: z.boolean(),
  logins: z.array(phoneShape.extend({ extension: z.string(), pin: z.string() })),
});

export type LogInPlan = z.output<typeof logInPlan>;

export const logInResult = z.object({
  logins: timedShape,
  /** Of the phones that were logged in; null when they stay logged in. */
  logouts: timedShape.nullable(),
  /** The phones that were logged in, with the tokens of the pages that they logged in by. */
  loggedIn: z.array(phoneShape.extend({ token: z.string() })),
});

export type LogInResult = z.output<typeof logInResult>;
