/** Who of several instances may do what only one may do at a time (implemented in store/). */
export interface Leases {
  /** Takes or renews the lease of that name; false while another holder has it. Lasts `forMs` milliseconds. */
  take(name: string, holder: string, forMs: number): Promise<boolean>;
  /** Ends the lease, if this holder has it. */
  release(name: string, holder: string): Promise<void>;
}
