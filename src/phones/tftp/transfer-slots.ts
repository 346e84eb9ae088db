import { BoundedMap } from '../../lib/bounded-map';
import { plainAddress, sourceOf } from '../../lib/ip';

/** How many transfers may run at once. */
export interface TransferLimits {
  readonly all: number;
  /** For one source (see `sourceOf`): a phone fetches one file at a time, but several phones may share an address. */
  readonly perSource: number;
  /** For all sources that have not acknowledged anything yet; such an address may be forged. */
  readonly unproven: number;
}

export const TRANSFER_LIMITS: TransferLimits = { all: 256, perSource: 8, unproven: 128 };

/** How long a client may take for its first acknowledgement before another transfer may replace its own. */
const FIRST_ACK_MS = 500;
/** The same between later ones. */
const STALLED_MS = 5_000;
/** How long a transfer may take in all before another one may replace it. */
const LONGEST_MS = 30_000;
const MAX_PROVEN_SOURCES = 10_000;

interface Slot {
  readonly source: string;
  readonly begunAt: number;
  /** When it began or was acknowledged last, in milliseconds. */
  at: number;
  isAcknowledged: boolean;
  /** Null while the file is being looked up. */
  end: (() => void) | null;
}

/**
 * The running transfers, by client. When there are too many, a new one replaces the oldest that was never acknowledged, then
 * the one that has been silent for longest, then one that takes too long: packets with forged senders must not keep phones
 * from their files. Last it replaces the oldest of the source that has most, so that few sources cannot have all.
 */
export class TransferSlots {
  /** Oldest first. */
  private readonly slots = new Map<string, Slot>();
  /** Sources that have acknowledged a packet, so that they are not forged. */
  private readonly proven = new BoundedMap<string, true>(MAX_PROVEN_SOURCES);

  constructor(
    private readonly limits: TransferLimits = TRANSFER_LIMITS,
    private readonly clock: () => number = () => performance.now(),
    private readonly sourceFor: (address: string) => string = sourceOf,
  ) {}

  get size(): number {
    return this.slots.size;
  }

  has(client: string): boolean {
    return this.slots.has(client);
  }

  /** Takes a slot for a client at this address. False when there is none; the client then repeats its request. */
  take(client: string, address: string): boolean {
    const source = this.sourceFor(plainAddress(address));
    const all = [...this.slots.values()];
    const ofSource = all.filter((slot) => slot.source === source);
    if (ofSource.length >= this.limits.perSource && !this.replaceOneOf(ofSource)) return false;
    const unproven = all.filter((slot) => this.proven.get(slot.source) === undefined);
    const isProven = this.proven.get(source) !== undefined;
    if (!isProven && unproven.length >= this.limits.unproven && !this.replaceOneOf(unproven)) return false;
    if (this.slots.size >= this.limits.all) {
      const running = [...this.slots.values()];
      if (!this.replaceOneOf(running) && !replaceOfLargest(running, source)) return false;
    }
    const now = this.clock();
    this.slots.set(client, { source, begunAt: now, at: now, isAcknowledged: false, end: null });
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
    const replaceable = slots
      .filter(
        ({ end, begunAt, at, isAcknowledged }) =>
          end && (now - at >= (isAcknowledged ? STALLED_MS : FIRST_ACK_MS) || now - begunAt >= LONGEST_MS),
      )
      .sort((a, b) => Number(a.isAcknowledged) - Number(b.isAcknowledged) || a.at - b.at);
    replaceable[0]?.end?.();
    return replaceable.length > 0;
  }
}

/** Ends the oldest transfer of the source that has most, where it then still has as many as the asking one. */
function replaceOfLargest(slots: readonly Slot[], asking: string): boolean {
  const bySource = new Map<string, Slot[]>();
  for (const slot of slots) bySource.set(slot.source, [...(bySource.get(slot.source) ?? []), slot]);
  const own = bySource.get(asking)?.length ?? 0;
  const [largest = []] = [...bySource.values()].sort((a, b) => b.length - a.length);
  if (largest.length < own + 2) return false;
  const oldest = largest.find(({ end }) => end);
  oldest?.end?.();
  return oldest !== undefined;
}
