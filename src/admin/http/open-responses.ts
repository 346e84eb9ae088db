import type { EventLog, LoggedEvent } from '../events/event-log';
import { keyPath } from '../keys/schema';
import type { Authorised } from './authorise';

/** How long a key that another instance revoked still receives data, in milliseconds. */
const CHECK_KEY_MS = 2_000;

interface OpenResponsesOptions {
  readonly events: Pick<EventLog, 'subscribe'>;
  readonly mostPerKey: number;
  readonly checkKeyMs?: number | undefined;
}

interface OpenOfKey {
  readonly ends: Set<() => void>;
  readonly check: NodeJS.Timeout;
}

/** Responses that stay open: a few for each key, and ended when the key is revoked. */
export class OpenResponses {
  private readonly keys = new Map<string, OpenOfKey>();

  constructor(private readonly options: OpenResponsesOptions) {
    options.events.subscribe((event) => {
      for (const id of this.keys.keys()) if (revokes(event, id)) this.endAll(id);
    });
  }

  /** Calls `end` when the key is revoked. Returns the function that closes it; null when this key has too many. */
  open(
    { holder: { id }, isStillValid }: Pick<Authorised, 'holder' | 'isStillValid'>,
    end: () => void,
  ): (() => void) | null {
    const open = this.keys.get(id) ?? this.addKey(id, isStillValid);
    if (open.ends.size >= this.options.mostPerKey) return null;
    open.ends.add(end);
    return () => {
      open.ends.delete(end);
      if (open.ends.size === 0 && this.keys.get(id) === open) this.removeKey(id, open);
    };
  }

  /** One check for all responses of the key. */
  private addKey(id: string, isStillValid: () => Promise<boolean>): OpenOfKey {
    const endAll = () => this.endAll(id);
    const check = setInterval(() => {
      // If the check fails, they end too: the client connects again and is checked again.
      isStillValid().then((valid) => valid || endAll(), endAll);
    }, this.options.checkKeyMs ?? CHECK_KEY_MS);
    const open = { ends: new Set<() => void>(), check };
    this.keys.set(id, open);
    return open;
  }

  private endAll(id: string): void {
    const open = this.keys.get(id);
    if (!open) return;
    this.removeKey(id, open);
    for (const end of open.ends) end();
  }

  private removeKey(id: string, { check }: OpenOfKey): void {
    clearInterval(check);
    this.keys.delete(id);
  }
}

/** Whether this event says that the key was revoked. */
function revokes({ type, data }: LoggedEvent, keyId: string): boolean {
  return type === 'key-revoked' && JSON.parse(data).resource === keyPath(keyId);
}
