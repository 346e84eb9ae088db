import { header, type SipRequest, type SipResponse } from './message';
import type { SipTiming } from './timing';
import { branchOf } from './via';

/** Nobody answered a request in time, or its socket was closed before an answer came. */
export class NoSipAnswer extends Error {
  override readonly name = 'NoSipAnswer';
}

interface Waiting {
  readonly answer: (response: SipResponse) => void;
  readonly giveUp: (reason: string) => void;
}

/** Requests that wait for their answers, sent again and again until one comes (RFC 3261 §17.1.2, over UDP). */
export class ClientTransactions {
  private readonly waiting = new Map<string, Waiting>();

  constructor(private readonly timing: Pick<SipTiming, 't1' | 't2'>) {}

  /**
   * Sends a request, which carries its Via, by `send` until the final answer is there.
   * @throws NoSipAnswer after 64 × T1, or when everything is stopped
   */
  run(request: SipRequest, send: () => void): Promise<SipResponse> {
    return new Promise((resolve, reject) => {
      send(); // first, so that what cannot be sent at all fails here and leaves no timer behind
      const key = keyOf(request, request.method);
      let pause = this.timing.t1;
      const again = () => {
        send();
        pause = Math.min(pause * 2, this.timing.t2);
        resend = setTimeout(again, pause).unref();
      };
      let resend = setTimeout(again, pause).unref();
      const end = () => {
        clearTimeout(resend);
        clearTimeout(limit);
        this.waiting.delete(key);
      };
      const giveUp = (reason: string) => {
        end();
        reject(new NoSipAnswer(`${request.method}: ${reason}`));
      };
      const limit = setTimeout(() => giveUp('no answer'), 64 * this.timing.t1).unref();
      const answer = (response: SipResponse) => {
        end();
        resolve(response);
      };
      this.waiting.set(key, { answer, giveUp });
    });
  }

  /** Gives an answer to the request that it belongs to. Provisional answers and unknown ones change nothing. */
  take(response: SipResponse): void {
    if (response.status < 200) return;
    const method = header(response, 'CSeq')?.split(/\s+/)[1] ?? '';
    this.waiting.get(keyOf(response, method))?.answer(response);
  }

  /** Gives up everything that still waits. */
  stop(): void {
    for (const waiting of [...this.waiting.values()]) waiting.giveUp('stopped');
  }
}

function keyOf(message: SipRequest | SipResponse, method: string): string {
  return `${branchOf(message)} ${method}`;
}
