import type { Response } from 'express';
import { leaveInFlight } from './limit-in-flight';

const THROTTLE_DELAY_MS = 2_000;

/** Answers 429 after a delay, to slow a source that sweeps MACs, files or passwords. */
export async function throttleResponse(
  { pause }: { readonly pause: (milliseconds: number) => Promise<void> },
  response: Response,
): Promise<void> {
  leaveInFlight(response);
  await pause(THROTTLE_DELAY_MS);
  response.status(429).set('Retry-After', '60').type('text/plain').send('too many requests\n');
}
