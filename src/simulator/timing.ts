import { SIP_TIMING, type SipTiming } from './sip/timing';

/** How long a simulated phone waits, in milliseconds. Tests make them short. */
export interface PhoneTiming {
  readonly sip: SipTiming;
  /** The longest wait for a file or a page. */
  readonly http: number;
  /** From the order to reboot to the loss of everything that is not kept; the order is still answered in it. */
  readonly reboot: number;
  /** The length of a minute of polling. */
  readonly minute: number;
  /** The length of a second of a page's time-out. */
  readonly second: number;
}

export const PHONE_TIMING: PhoneTiming = {
  sip: SIP_TIMING,
  http: 10_000,
  reboot: 250,
  minute: 60_000,
  second: 1000,
};
