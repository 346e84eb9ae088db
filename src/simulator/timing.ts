import { SIP_TIMING, type SipTiming } from './sip/timing';

/** Timeouts of a simulated phone in milliseconds. Tests shorten them. */
export interface PhoneTiming {
  readonly sip: SipTiming;
  /** The timeout of a file or page request. */
  readonly http: number;
  /** The delay before a reboot, in which the phone still answers the NOTIFY. */
  readonly reboot: number;
  /** Milliseconds per minute of polling. */
  readonly minute: number;
  /** Milliseconds per second of a page's timeout. */
  readonly second: number;
}

export const PHONE_TIMING: PhoneTiming = {
  sip: SIP_TIMING,
  http: 10_000,
  reboot: 250,
  minute: 60_000,
  second: 1000,
};
