import { errorText } from '../../lib/errors';
import type { ContactChange } from '../ports/asterisk';
import type { Log } from '../ports/log';

/** Contacts that wait for their turn. A PBX has far fewer; beyond it changes are dropped. */
const MAX_WAITING = 10_000;

/** The changes of contacts that wait to be handled. */
export interface ContactQueue {
  add(change: ContactChange): void;
  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void>;
}

/**
 * Handles changes one after the other. Of one contact only the newest change waits: it says all that the earlier ones said.
 * A failure does not block the changes after it.
 */
export function createContactQueue(
  handle: (change: ContactChange) => Promise<void>,
  log: Log,
  maxWaiting = MAX_WAITING,
): ContactQueue {
  /** In the order in which their contacts first changed. */
  const waiting = new Map<string, ContactChange>();
  let running: Promise<void> | null = null;
  let isOverflowing = false;

  const handleAll = async (): Promise<void> => {
    for (const [key, change] of waiting) {
      waiting.delete(key);
      try {
        await handle(change);
      } catch (error) {
        log.warn(
          { event: 'contact.check-failed', error: errorText(error) },
          'cannot process a contact change; the next reconcile round checks the contact again',
        );
      }
    }
    running = null;
    isOverflowing = false;
  };

  return {
    add(change) {
      const key = JSON.stringify([change.technology, change.endpoint, change.uri]);
      if (waiting.size >= maxWaiting && !waiting.has(key)) {
        if (!isOverflowing) {
          log.warn(
            { event: 'contact.queue-full', waiting: waiting.size },
            'too many contacts changed at once; the next reconcile round checks the rest',
          );
        }
        isOverflowing = true;
        return;
      }
      waiting.set(key, change);
      running ??= Promise.resolve().then(handleAll);
    },
    idle: async () => {
      await running;
    },
  };
}
