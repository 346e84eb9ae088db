import { randomBytes } from 'node:crypto';

/** Something that happened, as the streams tell it. */
export interface HappenedEvent {
  readonly id: string;
  readonly type: string;
  /** One line of JSON. */
  readonly data: string;
}

export interface EventLog {
  add(type: string, data: object): void;
  /** The events after this one; null when it is too old or not ours, so that some may be missing. */
  after(id: string): readonly HappenedEvent[] | null;
  /** The newest event's id; of a log that has none yet, the id before the first. */
  newestId(): string;
  /** Returns how to stop listening. */
  subscribe(listener: (event: HappenedEvent) => void): () => void;
}

/** Remembers the last `capacity` events. Ids of another start of the service are never taken for its own. */
export function createEventLog(capacity: number): EventLog {
  const start = randomBytes(6).toString('hex');
  const events: HappenedEvent[] = [];
  const listeners = new Set<(event: HappenedEvent) => void>();
  let count = 0;
  const idOf = (number: number) => `${start}-${number}`;
  return {
    add(type, data) {
      count += 1;
      const event = { id: idOf(count), type, data: JSON.stringify(data) };
      events.push(event);
      if (events.length > capacity) events.shift();
      for (const listener of [...listeners]) listener(event);
    },
    after(id) {
      const [, ours, number] = /^([0-9a-f]{12})-(\d{1,15})$/.exec(id) ?? [];
      const seen = Number(number);
      const oldest = count - events.length;
      if (ours !== start || seen < oldest || seen > count) return null;
      return events.slice(seen - oldest);
    },
    newestId: () => idOf(count),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
