import type { Agreement } from './options';
import { dataPacket, optionsAckPacket } from './packets';

/** How often and how long, in milliseconds, an answer is waited for. */
export interface TransferTimeouts {
  /** The first wait; each further one for the same packet is twice as long, unless client and server agreed on one. */
  readonly waitMs: number;
  /** How often a packet is sent before the client is given up. */
  readonly sends: number;
}

export const TRANSFER_TIMEOUTS: TransferTimeouts = { waitMs: 1_000, sends: 5 };

export interface TransferDeps {
  readonly bytes: Buffer;
  readonly agreement: Agreement;
  readonly timeouts: TransferTimeouts;
  readonly send: (packet: Buffer) => void;
  /** Called once. `done`: the client has acknowledged the last block. */
  readonly onEnd: (how: 'done' | 'lost' | 'refused') => void;
}

/**
 * One file on its way to one client, block by block. Only a time-out sends a packet again: an acknowledgement that comes
 * twice must not, or every later block would be sent twice (the sorcerer's apprentice).
 */
export class Transfer {
  /** The block that waits for its acknowledgement; 0: the options do. */
  private block: number;
  private sent = 0;
  private timer: NodeJS.Timeout | null = null;
  private isOver = false;

  constructor(private readonly deps: TransferDeps) {
    this.block = deps.agreement.acknowledged.size > 0 ? 0 : 1;
  }

  start(): void {
    this.send();
  }

  /** @param block as it stands in the packet: 0 to 65535 */
  onAck(block: number): void {
    if (this.isOver || block !== this.block % 65_536) return;
    if (this.block > 0 && this.block === this.lastBlock) {
      this.end('done');
      return;
    }
    this.block += 1;
    this.sent = 0;
    this.send();
  }

  /** The client wants no more. */
  onError(): void {
    this.end('refused');
  }

  /** Ends it without a word to the client. */
  stop(): void {
    this.end('lost');
  }

  /** A file that fills its last block is followed by an empty one: nothing else says that it is over. */
  private get lastBlock(): number {
    return Math.floor(this.deps.bytes.length / this.deps.agreement.blockBytes) + 1;
  }

  private send(): void {
    const { agreement, timeouts, send } = this.deps;
    if (this.sent >= timeouts.sends) {
      this.end('lost');
      return;
    }
    const wait = agreement.waitMs ?? timeouts.waitMs * 2 ** this.sent;
    this.sent += 1;
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
    send(this.packet());
  }

  private packet(): Buffer {
    const { bytes, agreement } = this.deps;
    if (this.block === 0) return optionsAckPacket(agreement.acknowledged);
    const from = (this.block - 1) * agreement.blockBytes;
    return dataPacket(this.block, bytes.subarray(from, from + agreement.blockBytes));
  }

  private end(how: 'done' | 'lost' | 'refused'): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.timer) clearTimeout(this.timer);
    this.deps.onEnd(how);
  }
}
