import { abortablePause, backoffDelayMs } from '../../src/asterisk/backoff';

const span = { first: 500, most: 30_000 };

test('the longest wait doubles from half a second to half a minute', () => {
  const waits = [0, 1, 2, 3, 4, 5, 6, 7, 50, 5_000].map((attempt) => backoffDelayMs(attempt, span, 1));
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000]);
});

test('the wait is a random part of that, so that clients of one peer do not reconnect all at once', () => {
  expect(backoffDelayMs(3, span, 0)).toBe(0);
  expect(backoffDelayMs(3, span, 0.25)).toBe(1_000);
});

test('a pause ends at once when it is aborted before or during it', async () => {
  const abort = new AbortController();
  const paused = abortablePause(3_600_000, abort.signal);
  abort.abort();
  await paused;
  await abortablePause(3_600_000, abort.signal);
});
