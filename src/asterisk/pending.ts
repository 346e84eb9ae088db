import { AmiListIncomplete, AmiRefused, AmiTimeout } from './errors';
import { type AmiMessage, amiHeader, copiedText } from './message';
import { AmiOverlong } from './reader';

/** The answer to an action: the response, and for a list its items. */
export interface AmiAnswer {
  readonly response: AmiMessage;
  readonly items: readonly AmiMessage[];
}

export interface PendingLimits {
  /** Milliseconds until the response. */
  readonly actionTimeout: number;
  /** Milliseconds from the response to the end of a list. */
  readonly listTimeout: number;
  /** The most items of one list. */
  readonly listItems: number;
  /** The most memory of all unfinished lists together, by `sizeOf`. */
  readonly listBytes: number;
}

interface Waiting {
  readonly action: string;
  readonly isList: boolean;
  readonly keep: readonly string[] | undefined;
  readonly resolve: (answer: AmiAnswer) => void;
  readonly reject: (error: Error) => void;
  timer: NodeJS.Timeout;
  response: AmiMessage | null;
  items: AmiMessage[];
  bytes: number;
}

/** Actions without an answer yet, by id. */
export class PendingActions {
  private readonly waiting = new Map<string, Waiting>();
  private bytes = 0;

  constructor(private readonly limits: PendingLimits) {}

  /** Resolves with the answer; rejects with AmiRefused, AmiTimeout, AmiListIncomplete or the error of `rejectAll`. */
  expect(id: string, action: string, isList: boolean, keep?: readonly string[]): Promise<AmiAnswer> {
    return new Promise((resolve, reject) => {
      const timer = this.startTimer(id, this.limits.actionTimeout);
      const answer = { response: null, items: [], bytes: 0 };
      this.waiting.set(id, { action, isList, keep, resolve, reject, timer, ...answer });
    });
  }

  /**
   * Passes a message to the action that it answers. False when it answers no pending action.
   * @throws AmiOverlong when the unfinished lists are too large; the connection has to be closed
   */
  take(message: AmiMessage): boolean {
    const id = amiHeader(message, 'ActionID');
    const waiting = this.waiting.get(id);
    if (!waiting) return false;
    if (message.has('event')) this.takeItem(id, waiting, message);
    else this.takeResponse(id, waiting, message);
    return true;
  }

  /** Rejects one action. */
  reject(id: string, error: Error): void {
    this.settle(id)?.reject(error);
  }

  /** Rejects all actions, when the connection is lost. */
  rejectAll(error: Error): void {
    for (const id of [...this.waiting.keys()]) this.reject(id, error);
  }

  private takeResponse(id: string, waiting: Waiting, message: AmiMessage): void {
    if (amiHeader(message, 'Response').toLowerCase() === 'error') {
      this.reject(id, new AmiRefused(waiting.action, amiHeader(message, 'Message').trim()));
    } else if (waiting.isList) {
      waiting.response = message;
      clearTimeout(waiting.timer);
      waiting.timer = this.startTimer(id, this.limits.listTimeout);
    } else {
      this.settle(id)?.resolve({ response: message, items: [] });
    }
  }

  private takeItem(id: string, waiting: Waiting, message: AmiMessage): void {
    const { response } = waiting;
    if (!waiting.isList || !response) return;
    const end = amiHeader(message, 'EventList').toLowerCase();
    if (end === 'complete') {
      this.settle(id)?.resolve({ response, items: waiting.items });
    } else if (end === 'cancelled') {
      this.reject(id, new AmiListIncomplete(`Asterisk cancelled the list of ${waiting.action}`));
    } else if (waiting.items.length === this.limits.listItems) {
      this.reject(
        id,
        new AmiListIncomplete(`${waiting.action} returned more than ${this.limits.listItems} items`),
      );
    } else {
      this.keepItem(waiting, message);
    }
  }

  private keepItem(waiting: Waiting, message: AmiMessage): void {
    const item = waiting.keep ? onlyHeaders(message, waiting.keep) : message;
    const bytes = sizeOf(item);
    waiting.bytes += bytes;
    this.bytes += bytes;
    if (this.bytes > this.limits.listBytes)
      throw new AmiOverlong(`a list of more than ${this.limits.listBytes / 1_000_000} MB arrived`);
    waiting.items.push(item);
  }

  private startTimer(id: string, limit: number): NodeJS.Timeout {
    return setTimeout(() => {
      const action = this.waiting.get(id)?.action ?? '';
      this.reject(id, new AmiTimeout(`Asterisk did not answer ${action} within ${limit} ms`));
    }, limit);
  }

  private settle(id: string): Waiting | undefined {
    const waiting = this.waiting.get(id);
    if (!waiting) return undefined;
    clearTimeout(waiting.timer);
    this.waiting.delete(id);
    this.bytes -= waiting.bytes;
    return waiting;
  }
}

/** What a header takes besides its text. */
const HEADER_BYTES = 128;

/** About how much memory a message takes. */
function sizeOf(message: AmiMessage): number {
  let bytes = HEADER_BYTES;
  for (const [name, values] of message) {
    bytes += 2 * name.length;
    for (const value of values) bytes += HEADER_BYTES + 2 * value.length;
  }
  return bytes;
}

/** These headers of a message, once each. */
function onlyHeaders(message: AmiMessage, names: readonly string[]): AmiMessage {
  const kept = new Map<string, string[]>();
  for (const name of names) {
    const value = message.get(name)?.[0];
    if (value !== undefined) kept.set(name, [copiedText(value)]);
  }
  return kept;
}
