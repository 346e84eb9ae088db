/** The percentile of that share (0 to 1), by nearest rank. Errors: no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('no values');
  return value;
}

/** Errors: no values. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Three significant digits: the measurements are not more precise than that. */
export function rounded(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumSignificantDigits: 3 });
}

/** `12 – 15`, or one number when both are the same. */
export function range(values: readonly number[]): string {
  const [min, max] = [rounded(Math.min(...values)), rounded(Math.max(...values))];
  return min === max ? min : `${min} – ${max}`;
}
