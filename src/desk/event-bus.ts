import { errorText } from '../lib/errors';
import type { DeskEvent, Publish } from './events';
import type { Log } from './ports/log';

/** Delivers events to all listeners. A failing listener does not affect the others. */
export interface EventBus {
  readonly publish: Publish;
  /** Returns the function that unsubscribes. */
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
          log.error(
            { event: 'desk-event.listener-failed', type: event.type, error: errorText(error) },
            'an event listener failed',
          );
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
