import type { Response } from 'express';

const HOLD_OFF_MS = 2_000;

/** Slows a source that sweeps MACs, files or passwords. */
export async function throttle(
  { pause }: { readonly pause: (milliseconds: number) => Promise<void> },
  response: Response,
): Promise<void> {
  await pause(HOLD_OFF_MS);
  response.status(429).set('Retry-After', '60').type('text/plain').send('too many requests\n');
}
