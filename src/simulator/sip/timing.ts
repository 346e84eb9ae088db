/** SIP timeouts in milliseconds. Tests shorten them. */
export interface SipTiming {
  /** T1 of RFC 3261: the first retransmission interval. It doubles up to T2; the request fails after 64 × T1. */
  readonly t1: number;
  readonly t2: number;
  /** Milliseconds per second of `Expires`. */
  readonly second: number;
  /** Delay before a refused or unanswered REGISTER is repeated. */
  readonly retry: number;
  /** The longest wait for the answer to an un-REGISTER. */
  readonly unregisterTimeout: number;
}

export const SIP_TIMING: SipTiming = {
  t1: 500,
  t2: 4000,
  second: 1000,
  retry: 30_000,
  unregisterTimeout: 4000,
};
