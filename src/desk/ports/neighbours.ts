import type { Mac } from '../../lib/mac';

/** What the kernel knows about the machines on its own network segments. */
export interface Neighbours {
  /** The MAC at an address; null if the kernel knows none: the address is behind a router, or silent. */
  macOf(address: string): Promise<Mac | null>;
}
