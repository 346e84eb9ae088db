/**
 * How a phone misbehaves, for tests that stage it. The object may be changed while the phone is on. What is left out is
 * as it should be.
 */
export interface PhoneFaults {
  /** False: asks for no file, whatever tells it to. */
  fetches?: boolean;
  /** False: takes its config, and registers no line that it does not have yet. */
  registers?: boolean;
  /** What it answers to a NOTIFY in place of doing what it says; `nothing`: no word at all. */
  notify?: 481 | 401 | 'nothing';
}
