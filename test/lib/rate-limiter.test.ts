import { RateLimit, RateLimiter } from '../../src/lib/rate-limiter';
import fc from '../fast-check';

const RATE = { burst: 3, recoveryMs: 1_000 };

/** A limiter with few keys. `later` advances its clock. */
function openLimiter(maxKeys = 10) {
  let now = 0;
  const limiter = new RateLimiter(() => now, RATE, maxKeys);
  return {
    limiter,
    use: (key: string, times: number) => {
      for (let time = 0; time < times; time += 1) limiter.use(key);
    },
    later: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

describe('the limit of a key', () => {
  test('is used up after a burst, for this key only, and recovers one by one', () => {
    const { limiter, use, later } = openLimiter();
    use('a', 2);
    expect(limiter.isUsedUp('a')).toBe(false);
    use('a', 1);
    expect([limiter.isUsedUp('a'), limiter.isUsedUp('b')]).toEqual([true, false]);
    later(999);
    expect(limiter.isUsedUp('a')).toBe(true);
    later(1);
    expect(limiter.isUsedUp('a')).toBe(false);
    use('a', 1);
    expect(limiter.isUsedUp('a')).toBe(true);
  });

  test('is reported as used up once per burst, and again after a full recovery', () => {
    const { limiter, use, later } = openLimiter();
    use('a', 2);
    expect(limiter.isNewlyUsedUp('a')).toBe(false);
    use('a', 1);
    expect([limiter.isNewlyUsedUp('a'), limiter.isNewlyUsedUp('a')]).toEqual([true, false]);
    later(2_000);
    use('a', 2);
    expect(limiter.isNewlyUsedUp('a')).toBe(false);
    later(3_000);
    use('a', 3);
    expect(limiter.isNewlyUsedUp('a')).toBe(true);
  });

  test('recovers from a flood as fast as from a burst', () => {
    const { limiter, use, later } = openLimiter();
    use('a', 100_000);
    later(1_000);
    expect(limiter.isUsedUp('a')).toBe(false);
    later(2_000);
    use('a', 2);
    expect(limiter.isUsedUp('a')).toBe(false);
    use('a', 1);
    expect(limiter.isNewlyUsedUp('a')).toBe(true);
  });

  test('is reported each hour while a flood goes on, and no more often', () => {
    const { limiter, use, later } = openLimiter();
    const reports: number[] = [];
    for (let second = 0; second < 3 * 3_600; second += 1) {
      use('a', 3);
      if (limiter.isNewlyUsedUp('a')) reports.push(second);
      later(1_000);
    }
    expect(reports).toEqual([0, 3_600, 7_200]);
  });

  test('is dropped for the least recently used key', () => {
    const { limiter, use } = openLimiter(2);
    use('a', 3);
    use('b', 3);
    expect(limiter.isUsedUp('a')).toBe(true);
    use('c', 1);
    expect([limiter.isUsedUp('a'), limiter.isUsedUp('b')]).toEqual([true, false]);
  });
});

test('no more than a burst plus what has recovered is ever allowed', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 50 }), (waits) => {
      let now = 0;
      const limit = new RateLimit(() => now, RATE);
      let allowed = 0;
      for (const wait of waits) {
        now += wait;
        if (limit.isUsedUp()) continue;
        limit.use();
        allowed += 1;
      }
      expect(allowed).toBeLessThanOrEqual(RATE.burst + Math.floor(now / RATE.recoveryMs));
    }),
  );
});

test('a clock that is set back uses nothing up, and recovery continues from the new time', () => {
  let now = 3_600_000;
  const limit = new RateLimit(() => now, RATE);
  limit.use();
  now = 0;
  expect(limit.isUsedUp()).toBe(false);
  limit.use();
  limit.use();
  expect(limit.isUsedUp()).toBe(true);
  now = 1_000;
  expect(limit.isUsedUp()).toBe(false);
});
