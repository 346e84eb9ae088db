import { headerValue, type SipRequest, type SipResponse } from './message';
import type { SipTiming } from './timing';
import { branchOf } from './via';

/** A request had no answer in time, or its socket closed first. */
export class NoSipAnswer extends Error {
  override readonly name = 'NoSipAnswer';
}

interface PendingRequest {
  readonly answer: (response: SipResponse) => void;
  readonly fail: (reason: string) => void;
}

/** Pending requests, retransmitted until a final answer (RFC 3261 §17.1.2, over UDP). */
export class ClientTransactions {
  private readonly pending = new Map<string, PendingRequest>();

  constructor(private readonly timing: Pick<SipTiming, 't1' | 't2'>) {}

  /**
   * Calls `send` until the final answer arrives. The request must already have its Via.
   * @throws NoSipAnswer after 64 × T1, or when everything is stopped
   */
  run(request: SipRequest, send: () => void): Promise<SipResponse> {
    return new Promise((resolve, reject) => {
      send(); // before any timer starts: a failed first send must leave none behind
      const key = keyOf(request, request.method);
      let pause = this.timing.t1;
      const retransmit = () => {
        send();
        pause = Math.min(pause * 2, this.timing.t2);
        resend = setTimeout(retransmit, pause).unref();
      };
      let resend = setTimeout(retransmit, pause).unref();
      const end = () => {
        clearTimeout(resend);
        clearTimeout(limit);
        this.pending.delete(key);
      };
      const fail = (reason: string) => {
        end();
        reject(new NoSipAnswer(`${request.method}: ${reason}`));
      };
      const limit = setTimeout(() => fail('no answer'), 64 * this.timing.t1).unref();
      const answer = (response: SipResponse) => {
        end();
        resolve(response);
      };
      this.pending.set(key, { answer, fail });
    });
  }

  /** Matches an answer to its request. Ignores provisional and unknown answers. */
  handleResponse(response: SipResponse): void {
    if (response.status < 200) return;
    const method = headerValue(response, 'CSeq')?.split(/\s+/)[1] ?? '';
    this.pending.get(keyOf(response, method))?.answer(response);
  }

  /** Fails all pending requests. */
  stop(): void {
    for (const pending of [...this.pending.values()]) pending.fail('stopped');
  }
}

function keyOf(message: SipRequest | SipResponse, method: string): string {
  return `${branchOf(message)} ${method}`;
}
