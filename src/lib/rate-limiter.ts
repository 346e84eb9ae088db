import { BoundedMap } from './bounded-map';

/** How many uses are allowed at once, and how fast they recover. */
export interface Rate {
  readonly burst: number;
  readonly recoveryMs: number;
}

/** A limit that is used up step by step and recovers with time. The clock is in milliseconds. */
export class RateLimit {
  private used = 0;
  private isReported = false;
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

  /** Uses one. Uses beyond the burst also have to recover. */
  use(): void {
    this.recover();
    this.used += 1;
  }

  /** True once each time the limit is used up, until it has fully recovered: for one log line per burst. */
  isNewlyUsedUp(): boolean {
    if (!this.isUsedUp() || this.isReported) return false;
    this.isReported = true;
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
    if (this.used === 0) this.isReported = false;
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
