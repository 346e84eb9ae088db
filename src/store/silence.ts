/** A database that has answered nobody for this long, while somebody asked, is down. One that answers others is only busy. */
export const SILENT_AFTER_MS = 5_000;

/** Watches whether the database answers anybody. */
export interface Silence {
  /** Runs a question to the database. An error is an answer only where `isAnswer` says so. */
  watch<T>(question: () => Promise<T>, isAnswer: (error: unknown) => boolean): Promise<T>;
  /** Whether all questions of the last seconds had no answer. */
  isSilent(): boolean;
}

/** `monotonic`: milliseconds. */
export function createSilence(monotonic: () => number): Silence {
  let waiting = 0;
  /** Since when questions have had no answer. */
  let since = 0;
  /** When the last question ended without an answer. The next one continues the silence, unless it comes much later. */
  let givenUpAt = Number.NEGATIVE_INFINITY;
  const isOngoing = () => waiting > 0 || monotonic() - givenUpAt < SILENT_AFTER_MS;
  const hear = () => {
    since = monotonic();
    givenUpAt = Number.NEGATIVE_INFINITY;
  };
  return {
    async watch(question, isAnswer) {
      if (!isOngoing()) since = monotonic();
      waiting += 1;
      try {
        const answer = await question();
        hear();
        return answer;
      } catch (error) {
        if (isAnswer(error)) hear();
        else givenUpAt = monotonic();
        throw error;
      } finally {
        waiting -= 1;
      }
    },
    isSilent: () => isOngoing() && monotonic() - since >= SILENT_AFTER_MS,
  };
}
