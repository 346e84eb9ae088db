import { errorText } from '../../lib/errors';
import { createEntryBudget, MAX_EXTENSIONS } from '../entry-budget';
import type { ContactChange } from '../ports/asterisk';
import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';

/** Contacts that wait for their turn. A PBX has far fewer; beyond it changes are dropped. */
const MAX_WAITING = 10_000;
/** Those of one endpoint: who may register there must not take the places of others. */
const MAX_WAITING_OF_ENDPOINT = 20;

/** Log lines about the changes of one endpoint that fail: a phone can cause one each time it registers. */
const FAILURE_LINES = { burst: 3, recoveryMs: 600_000 };

/** The changes of contacts that wait to be handled. */
export interface ContactQueue {
  add(change: ContactChange): void;
  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void>;
}

/**
 * Handles changes one after the other. Of one contact only the newest change waits: it says all that the earlier ones said.
 * Of an endpoint with many contacts only those that changed last wait.
 * A failure does not block the changes after it.
 */
export function createContactQueue(
  handle: (change: ContactChange) => Promise<void>,
  { log, clock }: { readonly log: Log; readonly clock: Clock },
  maxWaiting = MAX_WAITING,
): ContactQueue {
  /** In the order in which their contacts first changed. */
  const waiting = new Map<string, ContactChange>();
  /** The keys in `waiting` of each endpoint, in the same order. */
  const keysOf = new Map<string, Set<string>>();
  let running: Promise<void> | null = null;
  let isOverflowing = false;
  const failureLines = createEntryBudget(clock, FAILURE_LINES, MAX_EXTENSIONS);

  const remove = (key: string, change: ContactChange): void => {
    waiting.delete(key);
    const endpoint = endpointOf(change);
    const keys = keysOf.get(endpoint);
    keys?.delete(key);
    if (keys?.size === 0) keysOf.delete(endpoint);
  };

  const reportOverflow = (): void => {
    if (!isOverflowing) {
      log.warn(
        { event: 'contact.queue-full', waiting: waiting.size },
        'too many contacts changed at once; the next reconcile round checks the rest',
      );
    }
    isOverflowing = true;
  };

  const reportFailure = ({ endpoint }: ContactChange, error: unknown): void => {
    const line = failureLines.admit(endpoint);
    if (!line) return;
    const rest = line.unlisted > 0 ? { unlisted: line.unlisted } : {};
    log.warn(
      { event: 'contact.check-failed', endpoint, error: errorText(error), ...rest },
      'cannot process a contact change; the next reconcile round checks the contact again',
    );
  };

  const handleAll = async (): Promise<void> => {
    for (const [key, change] of waiting) {
      remove(key, change);
      try {
        await handle(change);
      } catch (error) {
        reportFailure(change, error);
      }
    }
    running = null;
    isOverflowing = false;
  };

  return {
    add(change) {
      const key = JSON.stringify([change.technology, change.endpoint, change.uri]);
      const keys = keysOf.get(endpointOf(change)) ?? new Set();
      if (!waiting.has(key)) {
        const [oldest] = keys;
        if (oldest !== undefined && keys.size >= MAX_WAITING_OF_ENDPOINT) {
          reportOverflow();
          remove(oldest, change);
        } else if (waiting.size >= maxWaiting) return reportOverflow();
      }
      keysOf.set(endpointOf(change), keys.add(key));
      waiting.set(key, change);
      running ??= Promise.resolve().then(handleAll);
    },
    idle: async () => {
      await running;
    },
  };
}

function endpointOf({ technology, endpoint }: ContactChange): string {
  return JSON.stringify([technology, endpoint]);
}
