import type { DeskEvent, Publish } from './events';
import type { Log } from './ports/log';

/** Tells everybody who listens; a listener that fails keeps no other from hearing. */
export interface EventBus {
  readonly publish: Publish;
  /** Returns how to stop listening. */
  subscribe(listener: (event: DeskEvent) => void): () => void;
}

export function createEventBus(log: Log): EventBus {
  const listeners = new Set<(event: DeskEvent) => void>();
  return {
    publish(event) {
      for (const listener of [...listeners]) {
        try {
          listener(event);
        } catch (error) {
          log.error({ event: event.type, error: String(error) }, 'a listener to the desk failed');
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
