import { z } from 'zod';

export const livenessResponse = z.object({ alive: z.literal(true) });

const problem = z
  .object({ code: z.string(), message: z.string(), remedy: z.string() })
  .nullable()
  .describe('What an admin must fix, and how.');

export const readinessResponse = z
  .object({
    ready: z.boolean(),
    database: z.object({ ready: z.boolean() }),
    asterisk: z.object({
      ready: z.boolean(),
      connected: z.boolean(),
      version: z.string().nullable(),
      problem,
    }),
    pbx: z.object({ ready: z.boolean(), problem }),
  })
  .meta({ id: 'Readiness' });
