import { z } from 'zod';

export const reconciledResponse = z.object({ done: z.literal(true) }).meta({ id: 'Reconciled' });
