import { BoundedMap } from './bounded-map';

/** How much is allowed at once, and how fast it is allowed again. */
export interface Rate {
  readonly burst: number;
  readonly oneMoreAfterMs: number;
}

/** One allowance that is used up step by step and comes back with time. The clock is in milliseconds. */
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

  /** Uses one. What is used beyond the allowance takes its time to come back too. */
  use(): void {
    this.recover();
    this.used += 1;
  }

  /** Whether it is used up and this is the first call that says so since all of it was there: for one log line a burst. */
  isNewlyUsedUp(): boolean {
    if (!this.isUsedUp() || this.isReported) return false;
    this.isReported = true;
    return true;
  }

  private recover(): void {
    const now = this.clock();
    const { oneMoreAfterMs } = this.rate;
    // A clock that was set back must not look like time that is still to come.
    if (now < this.recoveredAt) this.recoveredAt = now;
    const recovered = Math.floor((now - this.recoveredAt) / oneMoreAfterMs);
    this.used = Math.max(0, this.used - recovered);
    this.recoveredAt += recovered * oneMoreAfterMs;
    if (this.used === 0) this.isReported = false;
  }
}

/** An allowance for each key, such as a source address. It remembers those keys that it was asked about last. */
export class RateLimiter {
  private readonly limits: BoundedMap<string, RateLimit>;

  constructor(
    private readonly clock: () => number,
    private readonly rate: Rate,
    mostKeys: number,
  ) {
    this.limits = new BoundedMap(mostKeys);
  }

  isUsedUp(key: string): boolean {
    return this.known(key)?.isUsedUp() ?? false;
  }

  use(key: string): void {
    const limit = this.limits.get(key) ?? new RateLimit(this.clock, this.rate);
    this.limits.set(key, limit);
    limit.use();
  }

  /** See RateLimit. */
  isNewlyUsedUp(key: string): boolean {
    return this.known(key)?.isNewlyUsedUp() ?? false;
  }

  private known(key: string): RateLimit | undefined {
    const limit = this.limits.get(key);
    if (limit) this.limits.set(key, limit);
    return limit;
  }
}
