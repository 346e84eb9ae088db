/**
 * Moves `Date.now` of this process, which includes the service of the lab and its phones, like a change of the system time.
 * Timers and `performance.now` are not affected. Call it before `openLabApp`.
 */
export function movableClock(): { move(milliseconds: number): void; restore(): void } {
  const now = Date.now;
  let offset = 0;
  Date.now = () => now() + offset;
  return {
    move(milliseconds) {
      offset += milliseconds;
    },
    restore() {
      Date.now = now;
    },
  };
}
