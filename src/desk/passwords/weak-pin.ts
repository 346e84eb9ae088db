const SHORTEST = 4;
const LONGEST = 20;

/** Whether a hot-desk PIN would be found by whoever guesses: it is no 4 to 20 digits, or among the first to be tried. */
export function isWeakPin(pin: string, extension: string): boolean {
  if (!/^[0-9]+$/.test(pin) || pin.length < SHORTEST || pin.length > LONGEST) return true;
  const backwards = [...extension].reverse().join('');
  return pin === extension || pin === backwards || [0, 1, 9].some((step) => isRow(pin, step));
}

/** Whether each digit follows on the one before by this step; after 9 comes 0, as on a keypad. */
function isRow(pin: string, step: number): boolean {
  const digits = [...pin].map(Number);
  return digits.every((digit, at) => at === 0 || digit === ((digits[at - 1] ?? 0) + step) % 10);
}
