import type { TransferOptions } from './options';
import { dataPacket, optionsAckPacket } from './packets';

/** How often a packet is sent, and how long to wait for its acknowledgement. */
export interface TransferTimeouts {
  /** The first wait in milliseconds. It doubles with each repetition of a packet, unless the client requested a fixed one. */
  readonly waitMs: number;
  /** How often a packet is sent before the transfer is given up. */
  readonly sends: number;
  /** The same until the client's first acknowledgement: the sender of its request may be forged. */
  readonly firstSends: number;
}

export const TRANSFER_TIMEOUTS: TransferTimeouts = { waitMs: 1_000, sends: 5, firstSends: 2 };

export interface TransferDeps {
  readonly bytes: Buffer;
  readonly options: TransferOptions;
  readonly timeouts: TransferTimeouts;
  readonly send: (packet: Buffer) => void;
  /** Called when the client acknowledges a packet. */
  readonly onAck: () => void;
  /** Called once. `done`: the client has acknowledged the last block. */
  readonly onEnd: (outcome: 'done' | 'lost' | 'refused') => void;
}

/**
 * Sends one file to one client, block by block. Only a timeout repeats a packet. A duplicate acknowledgement must not, or
 * every later block would be sent twice (the "sorcerer's apprentice" bug).
 */
export class Transfer {
  /** The block that waits for its acknowledgement; 0: the OACK. */
  private block: number;
  private sent = 0;
  private timer: NodeJS.Timeout | null = null;
  private isOver = false;
  private isAcknowledged = false;

  constructor(private readonly deps: TransferDeps) {
    this.block = deps.options.acknowledged.size > 0 ? 0 : 1;
  }

  start(): void {
    this.send();
  }

  /** @param block the number in the packet: 0 to 65535 */
  onAck(block: number): void {
    if (this.isOver || block !== this.block % 65_536) return;
    this.isAcknowledged = true;
    this.deps.onAck();
    if (this.block > 0 && this.block === this.lastBlock) {
      this.end('done');
      return;
    }
    this.block += 1;
    this.sent = 0;
    this.send();
  }

  /** The client aborted the transfer. */
  onError(): void {
    this.end('refused');
  }

  /** Ends the transfer without notifying the client. */
  stop(): void {
    this.end('lost');
  }

  /** A file that fills its last block is followed by an empty one, which marks the end. */
  private get lastBlock(): number {
    return Math.floor(this.deps.bytes.length / this.deps.options.blockBytes) + 1;
  }

  private send(): void {
    const { options, timeouts, send } = this.deps;
    if (this.sent >= (this.isAcknowledged ? timeouts.sends : timeouts.firstSends)) {
      this.end('lost');
      return;
    }
    const wait = options.waitMs ?? timeouts.waitMs * 2 ** this.sent;
    this.sent += 1;
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
    send(this.packet());
  }

  private packet(): Buffer {
    const { bytes, options } = this.deps;
    if (this.block === 0) return optionsAckPacket(options.acknowledged);
    const from = (this.block - 1) * options.blockBytes;
    return dataPacket(this.block, bytes.subarray(from, from + options.blockBytes));
  }

  private end(outcome: 'done' | 'lost' | 'refused'): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.timer) clearTimeout(this.timer);
    this.deps.onEnd(outcome);
  }
}
