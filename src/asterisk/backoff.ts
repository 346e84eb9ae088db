/**
 * Milliseconds to wait before the next attempt: exponential backoff with full jitter.
 * @param attempt 0 for the first attempt after a success
 * @param random a number from 0 to below 1
 */
export function backoffDelayMs(
  attempt: number,
  span: { first: number; most: number },
  random: number,
): number {
  return random * Math.min(span.most, span.first * 2 ** Math.min(attempt, 30));
}

/** Resolves after so many milliseconds, or when the signal aborts. */
export function abortablePause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal.addEventListener('abort', finish, { once: true });
  });
}
