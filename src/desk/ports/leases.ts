/** Leases for work that only one instance may do at a time (implemented in store/). */
export interface Leases {
  /** Takes or renews the lease of that name for `forMs` milliseconds; false while another holder has it. */
  take(name: string, holder: string, forMs: number): Promise<boolean>;
  /** Ends the lease if this holder has it. */
  release(name: string, holder: string): Promise<void>;
}
