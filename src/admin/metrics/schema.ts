import { z } from 'zod';

/** The text format of Prometheus. */
export const metricsResponse = z.string();
