import { randomBytes } from 'node:crypto';

/** An event as the streams send it. */
export interface LoggedEvent {
  readonly id: string;
  readonly type: string;
  /** One line of JSON. */
  readonly data: string;
}

export interface EventLog {
  add(type: string, data: object): void;
  /** The events after this id; null when the id is too old or unknown, so events may be missing. */
  after(id: string): readonly LoggedEvent[] | null;
  /** Id of the newest event; for an empty log, the id before the first event. */
  newestId(): string;
  /** Returns the unsubscribe function. */
  subscribe(listener: (event: LoggedEvent) => void): () => void;
}

/** Keeps the last `capacity` events. Ids carry a random prefix, so ids from before a restart are not mistaken for current ones. */
export function createEventLog(capacity: number): EventLog {
  const start = randomBytes(6).toString('hex');
  const events: LoggedEvent[] = [];
  const listeners = new Set<(event: LoggedEvent) => void>();
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
