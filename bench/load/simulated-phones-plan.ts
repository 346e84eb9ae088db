import { z } from 'zod';

/** Logins at simulated phones: all at once, or each when the one before is registered. */
export const simulatedPhonesPlan = z.object({
  /** The provisioning URL. */
  url: z.string(),
  atOnce: z.boolean(),
  logins: z.array(z.object({ mac: z.string(), address: z.string(), extension: z.string(), pin: z.string() })),
});

export type SimulatedPhonesPlan = z.output<typeof simulatedPhonesPlan>;

/** Each login. `submittedAt` is when the password was sent, in epoch milliseconds. */
export const simulatedPhonesResult = z.array(
  z.object({
    extension: z.string(),
    submittedAt: z.number(),
    /** Whether the phone showed "Logged in". If so, it is registered by now. */
    accepted: z.boolean(),
  }),
);

export type SimulatedPhonesResult = z.output<typeof simulatedPhonesResult>;
