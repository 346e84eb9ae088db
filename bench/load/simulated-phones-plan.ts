import { z } from 'zod';

/** Simulated phones at which somebody logs in: all at once, or one when the one before is registered. */
export const simulatedPhonesPlan = z.object({
  /** The provisioning URL. */
  url: z.string(),
  atOnce: z.boolean(),
  logins: z.array(z.object({ mac: z.string(), address: z.string(), extension: z.string(), pin: z.string() })),
});

export type SimulatedPhonesPlan = z.output<typeof simulatedPhonesPlan>;

/** Each login, with the moment at which the password was submitted in epoch milliseconds. */
export const simulatedPhonesResult = z.array(
  z.object({
    extension: z.string(),
    submittedAt: z.number(),
    /** Whether the phone showed that it is logged in. If so, it is registered by now. */
    accepted: z.boolean(),
  }),
);

export type SimulatedPhonesResult = z.output<typeof simulatedPhonesResult>;
