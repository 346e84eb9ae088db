import { BoundedMap } from './bounded-map';

/** How many uses are allowed at once, and how fast they recover. */
export interface Rate {
  readonly burst: number;
  readonly recoveryMs: number;
}

/** While a limit stays used up, it is reported this often. */
const REPORT_EVERY_MS = 3_600_000;

/** A limit that is used up step by step and recovers with time. The clock is in milliseconds. */
export class RateLimit {
  private used = 0;
  private reportedAt: number | null = null;
  private recoveredAt: number;

  constructor(
    private readonly clock: () => number,
    private readonly rate: Rate,
  ) {
    this.recoveredAt = clock();
  }

  isUsedUp(): boolean {
    this.recover();
    return this.used >= this.rate.burst;
  }

  /** Uses one. Uses beyond the burst are not counted: a flood must not need days to recover. */
  use(): void {
    this.recover();
    this.used = Math.min(this.used + 1, this.rate.burst);
  }

  /**
   * True once each time the limit is used up, until it has fully recovered, and again each hour in which it has not: for one
   * log line per burst, and further ones while a flood goes on.
   */
  isNewlyUsedUp(): boolean {
    if (!this.isUsedUp()) return false;
    const now = this.clock();
    if (this.reportedAt !== null && Math.abs(now - this.reportedAt) < REPORT_EVERY_MS) return false;
    this.reportedAt = now;
    return true;
  }

  private recover(): void {
    const now = this.clock();
    const { recoveryMs } = this.rate;
    // After the clock was set back, recovery continues from the new time.
    if (now < this.recoveredAt) this.recoveredAt = now;
    const recovered = Math.floor((now - this.recoveredAt) / recoveryMs);
    this.used = Math.max(0, this.used - recovered);
    this.recoveredAt += recovered * recoveryMs;
    if (this.used === 0) this.reportedAt = null;
  }
}

/** A limit for each key, such as a source address. It keeps the most recently used keys. */
export class RateLimiter {
  private readonly limits: BoundedMap<string, RateLimit>;

  constructor(
    private readonly clock: () => number,
    private readonly rate: Rate,
    maxKeys: number,
  ) {
    this.limits = new BoundedMap(maxKeys);
  }

  isUsedUp(key: string): boolean {
    return this.touch(key)?.isUsedUp() ?? false;
  }

  use(key: string): void {
    const limit = this.limits.get(key) ?? new RateLimit(this.clock, this.rate);
    this.limits.set(key, limit);
    limit.use();
  }

  /** See RateLimit.isNewlyUsedUp. */
  isNewlyUsedUp(key: string): boolean {
    return this.touch(key)?.isNewlyUsedUp() ?? false;
  }

  private touch(key: string): RateLimit | undefined {
    const limit = this.limits.get(key);
    if (limit) this.limits.set(key, limit);
    return limit;
  }
}
