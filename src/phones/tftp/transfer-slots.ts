import { BoundedMap } from '../../lib/bounded-map';

/** How many transfers may run at once. */
export interface TransferLimits {
  readonly all: number;
  /** For one address: a phone fetches one file at a time, but several phones may share an address. */
  readonly perSource: number;
  /** For all addresses that have not acknowledged anything yet; such an address may be forged. */
  readonly unproven: number;
}

export const TRANSFER_LIMITS: TransferLimits = { all: 256, perSource: 8, unproven: 128 };

/** How long a client may take for its first acknowledgement before another transfer may replace its own. */
const FIRST_ACK_MS = 500;
/** The same between later ones. */
const STALLED_MS = 5_000;
const MAX_PROVEN_SOURCES = 10_000;

interface Slot {
  readonly source: string;
  /** When it began or was acknowledged last, in milliseconds. */
  at: number;
  isAcknowledged: boolean;
  /** Null while the file is being looked up. */
  end: (() => void) | null;
}

/**
 * The running transfers, by client. When there are too many, a new one replaces the oldest that was never acknowledged, then
 * the one that has been silent for longest: packets with forged senders must not keep phones from their files.
 */
export class TransferSlots {
  /** Oldest first. */
  private readonly slots = new Map<string, Slot>();
  /** Addresses that have acknowledged a packet, so that they are not forged. */
  private readonly proven = new BoundedMap<string, true>(MAX_PROVEN_SOURCES);

  constructor(
    private readonly limits: TransferLimits = TRANSFER_LIMITS,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  get size(): number {
    return this.slots.size;
  }

  has(client: string): boolean {
    return this.slots.has(client);
  }

  /** Takes a slot for a client. False when there is none; the client then repeats its request. */
  take(client: string, source: string): boolean {
    const all = [...this.slots.values()];
    const ofSource = all.filter((slot) => slot.source === source);
    if (ofSource.length >= this.limits.perSource && !this.replaceOneOf(ofSource)) return false;
    const unproven = all.filter((slot) => this.proven.get(slot.source) === undefined);
    const isProven = this.proven.get(source) !== undefined;
    if (!isProven && unproven.length >= this.limits.unproven && !this.replaceOneOf(unproven)) return false;
    if (this.slots.size >= this.limits.all && !this.replaceOneOf([...this.slots.values()])) return false;
    this.slots.set(client, { source, at: this.clock(), isAcknowledged: false, end: null });
    return true;
  }

  /** The transfer has begun; `end` ends it. */
  begin(client: string, end: () => void): void {
    const slot = this.slots.get(client);
    if (slot) slot.end = end;
  }

  /** The client has acknowledged a packet. */
  acknowledge(client: string): void {
    const slot = this.slots.get(client);
    if (!slot) return;
    slot.at = this.clock();
    slot.isAcknowledged = true;
    this.proven.set(slot.source, true);
  }

  free(client: string): void {
    this.slots.delete(client);
  }

  /** Ends all transfers. */
  endAll(): void {
    for (const slot of [...this.slots.values()]) slot.end?.();
    this.slots.clear();
  }

  /** Ends one of these transfers, which frees its slot. False when all of them are needed. */
  private replaceOneOf(slots: readonly Slot[]): boolean {
    const now = this.clock();
    const silent = slots
      .filter(
        ({ end, at, isAcknowledged }) => end && now - at >= (isAcknowledged ? STALLED_MS : FIRST_ACK_MS),
      )
      .sort((a, b) => Number(a.isAcknowledged) - Number(b.isAcknowledged) || a.at - b.at);
    silent[0]?.end?.();
    return silent.length > 0;
  }
}
