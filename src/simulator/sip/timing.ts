/** How long SIP waits. All in milliseconds; tests make them short. */
export interface SipTiming {
  /** T1 of RFC 3261: the first retransmission; doubled up to T2, given up after 64 × T1. */
  readonly t1: number;
  readonly t2: number;
  /** The length of a second in `Expires`. */
  readonly second: number;
  /** How long after a refused or unanswered REGISTER a phone tries again. */
  readonly retry: number;
  /** The longest that a phone waits for the answer to its un-REGISTER before it goes on. */
  readonly goodbye: number;
}

export const SIP_TIMING: SipTiming = { t1: 500, t2: 4000, second: 1000, retry: 30_000, goodbye: 4000 };
