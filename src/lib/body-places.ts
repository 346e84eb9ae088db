import type { IncomingMessage } from 'node:http';

/** How many bodies may be on their way at once, and for how long. */
export interface BodyLimits {
  readonly perSource: (source: string) => number;
  /** For all sources together. */
  readonly all: number;
  readonly milliseconds: number;
}

/** `late`: it took too long. `replaced`: a newer body took its place. `gone`: the client hung up. */
export type BodyFault = 'late' | 'replaced' | 'gone';

interface Arrival {
  giveUp(fault: BodyFault): void;
}

/**
 * Bounds the bodies that are on their way. A body that does not arrive costs nobody else anything: a new one replaces the
 * oldest of its source, or of the source with most. A body of an honest client is there within moments.
 */
export class BodyPlaces {
  /** By source, oldest first. */
  private readonly sources = new Map<string, Set<Arrival>>();
  private count = 0;

  constructor(private readonly limits: BodyLimits) {}

  /**
   * Runs the reader, which calls `done` when it has read the body or failed. Resolves with null then, and with the fault
   * when the body does not arrive.
   */
  async receive(
    source: string,
    request: IncomingMessage,
    read: (done: (error?: unknown) => void) => void,
  ): Promise<BodyFault | null> {
    if (request.destroyed) return 'gone';
    let timer: NodeJS.Timeout | undefined;
    let arrival: Arrival | undefined;
    let hungUp = (): void => undefined;
    try {
      return await new Promise<BodyFault | null>((resolve, reject) => {
        arrival = { giveUp: resolve };
        this.add(source, arrival);
        timer = setTimeout(() => resolve('late'), this.limits.milliseconds);
        hungUp = () => resolve('gone');
        request.socket.once('close', hungUp);
        read((error) => (error === undefined ? resolve(null) : reject(error)));
      });
    } finally {
      clearTimeout(timer);
      request.socket.removeListener('close', hungUp);
      if (arrival) this.remove(source, arrival);
    }
  }

  private add(source: string, arrival: Arrival): void {
    const own = this.sources.get(source) ?? new Set();
    if (own.size >= this.limits.perSource(source)) this.replaceOldest(source, own);
    else if (this.count >= this.limits.all) this.replaceOldest(...this.sourceWithMost());
    // Looked up again: a source whose last body was replaced is gone.
    this.sources.set(source, (this.sources.get(source) ?? new Set<Arrival>()).add(arrival));
    this.count += 1;
  }

  private replaceOldest(source: string, arrivals: ReadonlySet<Arrival>): void {
    const [oldest] = arrivals;
    if (!oldest) return;
    this.remove(source, oldest);
    oldest.giveUp('replaced');
  }

  /** Among equals the one that is here for longest. */
  private sourceWithMost(): [string, ReadonlySet<Arrival>] {
    let most: [string, ReadonlySet<Arrival>] = ['', new Set()];
    for (const entry of this.sources) if (entry[1].size > most[1].size) most = entry;
    return most;
  }

  /** Idempotent. */
  private remove(source: string, arrival: Arrival): void {
    const own = this.sources.get(source);
    if (!own?.delete(arrival)) return;
    this.count -= 1;
    if (own.size === 0) this.sources.delete(source);
  }
}
