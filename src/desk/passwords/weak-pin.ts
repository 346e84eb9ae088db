const MIN_LENGTH = 4;
const MAX_LENGTH = 20;

/** Whether a PIN is not 4 to 20 digits, or is among the first that an attacker would guess. */
export function isWeakPin(pin: string, extension: string): boolean {
  if (!/^[0-9]+$/.test(pin) || pin.length < MIN_LENGTH || pin.length > MAX_LENGTH) return true;
  const backwards = [...extension].reverse().join('');
  return pin === extension || pin === backwards || [0, 1, 9].some((step) => isSequence(pin, step));
}

/** Whether each digit differs from the one before by this step; 0 follows 9, as on a keypad. */
function isSequence(pin: string, step: number): boolean {
  const digits = [...pin].map(Number);
  return digits.every((digit, at) => at === 0 || digit === ((digits[at - 1] ?? 0) + step) % 10);
}
