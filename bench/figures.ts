/** The value below which that share (0 to 1) of the values lies; the nearest one that occurs. Errors: no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('there is nothing to take a figure of');
  return value;
}

/** The middle one of the values. Errors: no values. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** With three significant digits, which is more than these measurements are worth. */
export function rounded(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumSignificantDigits: 3 });
}

/** `12 – 15`, or one figure when both are the same. */
export function range(values: readonly number[]): string {
  const [least, most] = [rounded(Math.min(...values)), rounded(Math.max(...values))];
  return least === most ? least : `${least} – ${most}`;
}
