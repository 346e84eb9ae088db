/** The block size without options (RFC 1350). */
const DEFAULT_BLOCK = 512;
/** Smaller blocks only make a transfer last longer. A server may not answer with a larger value than it was asked for. */
const MIN_BLOCK = DEFAULT_BLOCK;
/** Fits into one Ethernet packet with a VLAN tag and a tunnel. Larger blocks are fragmented, and fragments get lost. */
const MAX_BLOCK = 1_428;
/** The option allows up to 255 seconds, which would keep a dead transfer open for too long. */
const MAX_WAIT_SECONDS = 10;

/** The parameters of a transfer. */
export interface TransferOptions {
  readonly blockBytes: number;
  /** How long to wait for an acknowledgement; null: the server's default. */
  readonly waitMs: number | null;
  /** The options for the OACK packet; empty: no OACK. */
  readonly acknowledged: ReadonlyMap<string, string>;
}

/**
 * Negotiates blksize (RFC 2348), timeout and tsize (RFC 2349), where the client requests them. Invalid and unknown options
 * are ignored.
 */
export function negotiateOptions(options: ReadonlyMap<string, string>, fileBytes: number): TransferOptions {
  const acknowledged = new Map<string, string>();
  let blockBytes = DEFAULT_BLOCK;
  let waitMs: number | null = null;
  for (const [name, value] of options) {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : null;
    if (number === null) continue;
    if (name === 'blksize' && number >= MIN_BLOCK) {
      blockBytes = Math.min(number, MAX_BLOCK);
      acknowledged.set(name, String(blockBytes));
    } else if (name === 'timeout' && number >= 1 && number <= MAX_WAIT_SECONDS) {
      waitMs = number * 1_000;
      acknowledged.set(name, value);
    } else if (name === 'tsize') {
      acknowledged.set(name, String(fileBytes));
    }
  }
  return { blockBytes, waitMs, acknowledged };
}
