/**
 * Moves the clock of this whole process, the service of a lab house and its phones included, as somebody who sets the
 * time of a machine does. Timers and `performance.now` go on as before. To be made before the house is opened.
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
