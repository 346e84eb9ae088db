const MIN_LENGTH = 4;
const MAX_LENGTH = 20;
/** Years of birth, and others that people remember. */
const FIRST_YEAR = 1960;
const LAST_YEAR = 2029;
/**
 * Frequent ones that follow no rule: each is among the first in a published list of leaked PINs. Most are lines and corners
 * of the keypad; 5683 spells "love".
 */
const FREQUENT = new Set(['0852', '1004', '1122', '1235', '1342', '1379', '1590', '2468', '2580', '5683']);

/**
 * Whether a PIN is not 4 to 20 digits, or is among the first that an attacker would guess. Of the PINs of 4 digits 2 in 100
 * are weak for everybody; among leaked ones, 28 to 40 in 100 are.
 */
export function isWeakPin(pin: string, extension: string): boolean {
  if (!/^[0-9]+$/.test(pin) || pin.length < MIN_LENGTH || pin.length > MAX_LENGTH) return true;
  return isRegular(pin) || isYear(pin) || FREQUENT.has(pin) || isLikeExtension(pin, extension);
}

/** A sequence up or down, or a shorter group of digits that is repeated. */
function isRegular(pin: string): boolean {
  return /^(.+)\1+$/.test(pin) || isSequence(pin, 1) || isSequence(pin, 9);
}

/** Whether each digit differs from the one before by this step; 0 follows 9, as on a keypad. */
function isSequence(pin: string, step: number): boolean {
  const digits = [...pin].map(Number);
  return digits.every((digit, at) => at === 0 || digit === ((digits[at - 1] ?? 0) + step) % 10);
}

function isYear(pin: string): boolean {
  return pin.length === 4 && Number(pin) >= FIRST_YEAR && Number(pin) <= LAST_YEAR;
}

/** The extension, its last digits, or the extension with one digit before or after it; forwards or backwards. */
function isLikeExtension(pin: string, extension: string): boolean {
  const readings = [pin, [...pin].reverse().join('')];
  return readings.some(
    (text) => extension.endsWith(text) || [text.slice(1), text.slice(0, -1)].includes(extension),
  );
}
