/** How many requests of one source may be worked on at once, and how many may wait for that. */
export interface SourceLimit {
  readonly running: number;
  readonly waiting: number;
}

export interface InFlightOptions {
  readonly limitOf: (source: string) => SourceLimit;
  /** The same for all sources together. */
  readonly all: SourceLimit;
}

/** `run`: work on it now. `busy`: this source has too many requests. `overloaded`: all sources together have. */
export type Admission = 'run' | 'busy' | 'overloaded';

interface WaitingRequest {
  decide(admission: Admission): void;
}

interface SourceState {
  readonly source: string;
  /** As it was when the first of its requests came. */
  readonly limit: SourceLimit;
  running: number;
  readonly waiting: WaitingRequest[];
}

/**
 * Bounds the requests that are worked on at once. The others wait, and sources take turns: a source with many requests holds up
 * its own, and no other one.
 */
export class InFlight {
  /** Those with requests. */
  private readonly sources = new Map<string, SourceState>();
  /** Sources with waiting requests, in the order of their turns. */
  private readonly turns = new Set<SourceState>();
  private running = 0;
  private waiting = 0;

  constructor(private readonly options: InFlightOptions) {}

  /** Resolves when the request may be worked on, or is refused. After `run`, `leave` must be called once. */
  enter(source: string): Promise<Admission> {
    const state = this.sources.get(source) ?? this.newState(source);
    const mustWait =
      state.waiting.length > 0 ||
      state.running >= state.limit.running ||
      this.running >= this.options.all.running;
    if (!mustWait) {
      this.sources.set(source, state);
      this.start(state);
      return Promise.resolve('run');
    }
    if (state.waiting.length >= state.limit.waiting) return Promise.resolve('busy');
    if (this.waiting >= this.options.all.waiting && !this.refuseLongest(state))
      return Promise.resolve('overloaded');
    this.sources.set(source, state);
    return new Promise((decide) => {
      state.waiting.push({ decide });
      this.waiting += 1;
      this.turns.add(state);
    });
  }

  /** The request of this source is answered. */
  leave(source: string): void {
    const state = this.sources.get(source);
    if (!state) return;
    state.running -= 1;
    this.running -= 1;
    this.startNext();
    this.forgetIdle(state);
  }

  private newState(source: string): SourceState {
    return { source, limit: this.options.limitOf(source), running: 0, waiting: [] };
  }

  private start(state: SourceState): void {
    state.running += 1;
    this.running += 1;
  }

  /** Starts waiting requests while there is room, one of each source in turn. */
  private startNext(): void {
    for (const state of this.turns) {
      if (this.running >= this.options.all.running) return;
      if (state.running >= state.limit.running) continue;
      const next = state.waiting.shift();
      this.turns.delete(state);
      if (!next) continue;
      this.waiting -= 1;
      if (state.waiting.length > 0) this.turns.add(state);
      this.start(state);
      next.decide('run');
    }
  }

  /** Refuses the newest request of the source that waits most for its limit. False when that is the asking source itself. */
  private refuseLongest(asking: SourceState): boolean {
    let [longest, mostWaiting] = [asking, shareOf(asking)];
    for (const state of this.turns) {
      const share = shareOf(state);
      if (share > mostWaiting) [longest, mostWaiting] = [state, share];
    }
    const refused = longest === asking ? undefined : longest.waiting.pop();
    if (!refused) return false;
    refused.decide('overloaded');
    this.waiting -= 1;
    this.forgetIdle(longest);
    return true;
  }

  private forgetIdle(state: SourceState): void {
    if (state.waiting.length > 0) return;
    this.turns.delete(state);
    if (state.running === 0) this.sources.delete(state.source);
  }
}

function shareOf({ waiting, limit }: SourceState): number {
  return waiting.length / limit.waiting;
}
