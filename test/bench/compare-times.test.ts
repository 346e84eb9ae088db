import { compareTails, compareTimes, quantile, verdictOf } from '../../bench/compare-times';

/** The quantiles of a bell curve around a centre: as even as a sample can be. */
function bell(count: number, centre: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const share = (index + 0.5) / count;
    return centre + Math.log(share / (1 - share));
  });
}

describe('two sets of times', () => {
  test('show no difference when they are the same', () => {
    const { auc, p, between } = compareTimes(bell(300, 400), bell(300, 400));
    expect(auc).toBe(0.5);
    expect(p).toBeCloseTo(1, 6);
    expect(between[0]).toBeCloseTo(0.4537, 3);
    expect(between[1]).toBeCloseTo(0.5463, 3);
  });

  test('show a certain difference when one is always longer', () => {
    const { auc, p } = compareTimes(bell(50, 1_000), bell(50, 400));
    expect(auc).toBe(1);
    expect(p).toBeLessThan(1e-15);
  });

  test('give the U and the p of the textbooks, also with ties', () => {
    // U = 3 of 25; z = (12.5 - 3 - 0.5) / sqrt(25 * 11 / 12) = 1.880
    const plain = compareTimes([1, 2, 3, 4, 8], [5, 6, 7, 9, 10]);
    expect(plain.auc).toBeCloseTo(3 / 25, 10);
    expect(plain.p).toBeCloseTo(0.0601, 3);
    // Two groups of ties: 1,2,2,3 and 2,3,3,4; U = 3, the sum of t^3 - t is 48.
    const tied = compareTimes([1, 2, 2, 3], [2, 3, 3, 4]);
    expect(tied.auc).toBeCloseTo(3 / 16, 10);
    expect(tied.p).toBeCloseTo(0.1745, 2);
  });

  test('give the same difference in either order', () => {
    const [one, other] = [bell(80, 400), bell(120, 400.7)];
    const there = compareTimes(one, other);
    const back = compareTimes(other, one);
    expect(there.auc + back.auc).toBeCloseTo(1, 10);
    expect(there.p).toBeCloseTo(back.p, 10);
  });

  test('show no difference when all values are equal', () => {
    expect(compareTimes([400, 400], [400, 400, 400])).toMatchObject({ auc: 0.5, p: expect.closeTo(1, 6) });
  });

  test('cannot be compared when one of them is empty', () => {
    expect(() => compareTimes([], [1])).toThrow(RangeError);
  });
});

test('the comparison of tails finds a difference in the longest times alone', () => {
  const tailed = [...bell(170, 400), ...Array<number>(30).fill(800)];
  expect(compareTails(tailed, bell(200, 400)).p).toBeLessThan(1e-4);
  expect(compareTails(bell(200, 400), bell(200, 400)).auc).toBe(0.5);
});

describe('the verdict', () => {
  test.each([
    ['distinguishable', compareTimes(bell(300, 401), bell(300, 400)), 6],
    ['indistinguishable', compareTimes(bell(300, 400), bell(300, 400)), 6],
    ['not decided', compareTimes(bell(10, 400), bell(10, 400)), 6],
    ['not decided', { auc: 0.57, between: [0.52, 0.62], p: 0.005 }, 6],
    ['distinguishable', { auc: 0.57, between: [0.52, 0.62], p: 0.005 }, 1],
  ] as const)('is: %s', (verdict, comparison, comparisons) => {
    expect(verdictOf(comparison, comparisons)).toBe(verdict);
  });
});

describe('a quantile', () => {
  test('is a value of the set, in any order', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(
      quantile(
        Array.from({ length: 100 }, (_, index) => 99 - index),
        0.95,
      ),
    ).toBe(95);
    expect(quantile([7], 1)).toBe(7);
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });
});
