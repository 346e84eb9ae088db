/** Runs the work at most once in this time, in milliseconds: all who ask meanwhile share its result, or its error. */
export function shareResult<T>(milliseconds: number, work: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly result: Promise<T> } | null = null;
  return () => {
    const now = performance.now();
    if (last === null || now - last.at > milliseconds) last = { at: now, result: work() };
    return last.result;
  };
}
