import type { ServerResponse } from 'node:http';

/** How long a request whose client hung up may still be worked on, in milliseconds. */
const HUNG_UP_MS = 10_000;

/**
 * Calls `done` once, when the answer is complete, whether its client still reads it or not. Returns a function that does it
 * earlier.
 */
export function whenAnswered(response: ServerResponse, done: () => void): () => void {
  let isDone = false;
  const doneNow = (): void => {
    if (isDone) return;
    isDone = true;
    done();
  };
  const end: ServerResponse['end'] = response.end.bind(response);
  response.end = ((...parts: Parameters<typeof end>) => {
    doneNow();
    return end(...parts);
  }) as ServerResponse['end'];
  // Nobody may ever answer a client that hung up.
  response.once('close', () => {
    if (!isDone) setTimeout(doneNow, HUNG_UP_MS).unref();
  });
  return doneNow;
}
