/** How two sets of times compare. */
export interface Comparison {
  /** The chance that one of the first set is longer than one of the second, ties count half; 0.5 means no difference. */
  readonly auc: number;
  /** The 95 % confidence interval of that chance. */
  readonly between: readonly [number, number];
  /** How likely a difference of this size would be if there were none (Mann-Whitney U, two-sided). */
  readonly p: number;
}

/** What a comparison proves. */
export type Verdict = 'distinguishable' | 'indistinguishable' | 'not decided';

/** A chance nearer to 0.5 than this is worth nothing to an attacker who asks a few times. */
const MARGIN = 0.1;

/** The chance of a false alarm, for all comparisons of a run together. */
const FALSE_ALARM = 0.01;

const Z_95 = 1.96;

/**
 * Mann-Whitney U by its normal approximation, corrected for ties: fine from some 20 values each.
 * @throws RangeError when a set is empty
 */
export function compareTimes(first: readonly number[], second: readonly number[]): Comparison {
  const [m, n] = [first.length, second.length];
  if (m === 0 || n === 0) throw new RangeError('nothing to compare');
  const { ranks, ties } = ranksOf([...first, ...second]);
  const rankSum = ranks.slice(0, m).reduce((sum, rank) => sum + rank, 0);
  const u = rankSum - (m * (m + 1)) / 2;
  const auc = u / (m * n);
  const all = m + n;
  const deviation = Math.sqrt(((m * n) / 12) * (all + 1 - ties / (all * (all - 1))));
  const z = deviation === 0 ? 0 : Math.max(0, Math.abs(u - (m * n) / 2) - 0.5) / deviation;
  const half = Z_95 * errorOfAuc(auc, m, n);
  return { auc, between: [Math.max(0, auc - half), Math.min(1, auc + half)], p: beyond(z) };
}

/** Compares only the longest tenth of both: a tail can differ although most of the times are alike. */
export function compareTails(first: readonly number[], second: readonly number[]): Comparison {
  const from = quantile([...first, ...second], 0.9);
  const isLong = (values: readonly number[]) => values.map((value) => Number(value >= from));
  return compareTimes(isLong(first), isLong(second));
}

/**
 * `indistinguishable` only when the whole interval is near 0.5: an unseen difference is no proof that there is none.
 * `comparisons` is how many this run makes.
 */
export function verdictOf({ p, between: [least, most] }: Comparison, comparisons: number): Verdict {
  if (p < FALSE_ALARM / comparisons) return 'distinguishable';
  return least > 0.5 - MARGIN && most < 0.5 + MARGIN ? 'indistinguishable' : 'not decided';
}

/** The value below which this share of the values lies. @throws RangeError when there are none */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (value === undefined) throw new RangeError('no values');
  return value;
}

/** The rank of each value (equal values share theirs), and the sum of t³ - t over groups of equal values. */
function ranksOf(values: readonly number[]): { ranks: number[]; ties: number } {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks: number[] = Array(values.length).fill(0);
  let ties = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (order[to]?.value === order[from]?.value && to < order.length) to += 1;
    for (const { index } of order.slice(from, to)) ranks[index] = (from + 1 + to) / 2;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { ranks, ties };
}

/** The standard error of the chance (Hanley and McNeil, 1982). */
function errorOfAuc(auc: number, m: number, n: number): number {
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc ** 2) / (1 + auc);
  const variance = auc * (1 - auc) + (m - 1) * (q1 - auc ** 2) + (n - 1) * (q2 - auc ** 2);
  return Math.sqrt(Math.max(0, variance) / (m * n));
}

/** The share of the normal distribution beyond z, on both sides (relative error below 1.2e-7). */
function beyond(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const polynomial = ERFC.reduceRight((sum, factor) => sum * t + factor, 0);
  return t * Math.exp(-x * x + polynomial);
}

/** Coefficients of the Chebyshev fit of erfc, the lowest power first. */
const ERFC = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];
