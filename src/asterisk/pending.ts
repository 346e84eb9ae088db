import { AmiListIncomplete, AmiRefused, AmiTimeout } from './errors';
import { type AmiMessage, amiHeader } from './message';

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
}

interface Waiting {
  readonly action: string;
  readonly isList: boolean;
  readonly resolve: (answer: AmiAnswer) => void;
  readonly reject: (error: Error) => void;
  timer: NodeJS.Timeout;
  response: AmiMessage | null;
  items: AmiMessage[];
}

/** Actions without an answer yet, by id. */
export class PendingActions {
  private readonly waiting = new Map<string, Waiting>();

  constructor(private readonly limits: PendingLimits) {}

  /** Resolves with the answer; rejects with AmiRefused, AmiTimeout, AmiListIncomplete or the error of `rejectAll`. */
  expect(id: string, action: string, isList: boolean): Promise<AmiAnswer> {
    return new Promise((resolve, reject) => {
      const timer = this.startTimer(id, this.limits.actionTimeout);
      this.waiting.set(id, { action, isList, resolve, reject, timer, response: null, items: [] });
    });
  }

  /** Passes a message to the action that it answers. False when it answers no pending action. */
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
      waiting.items.push(message);
    }
  }

  private startTimer(id: string, limit: number): NodeJS.Timeout {
    return setTimeout(() => {
      const action = this.waiting.get(id)?.action ?? '';
      this.reject(id, new AmiTimeout(`Asterisk did not answer ${action} within ${limit} ms`));
    }, limit);
  }

  private settle(id: string): Waiting | undefined {
    const waiting = this.waiting.get(id);
    if (waiting) clearTimeout(waiting.timer);
    this.waiting.delete(id);
    return waiting;
  }
}
