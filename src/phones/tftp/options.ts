/** A block without options (RFC 1350). */
const PLAIN_BLOCK = 512;
const SMALLEST_BLOCK = 8;
/** What fits into one packet of an Ethernet with a VLAN and a tunnel: larger ones are cut into pieces that get lost. */
const LARGEST_BLOCK = 1_428;
/** The option may ask for up to 255 seconds; nobody holds a transfer that long. */
const LONGEST_WAIT_SECONDS = 10;

/** How a transfer goes. */
export interface Agreement {
  readonly blockBytes: number;
  /** How long an answer is waited for; null: as the server likes it. */
  readonly waitMs: number | null;
  /** What the client is told; empty: it asked for nothing that we know. */
  readonly acknowledged: ReadonlyMap<string, string>;
}

/**
 * Agrees on blksize (RFC 2348), timeout and tsize (RFC 2349) with a client that asked for them. What makes no sense is
 * passed over, as if it had not been asked for.
 */
export function agreeOn(options: ReadonlyMap<string, string>, fileBytes: number): Agreement {
  const acknowledged = new Map<string, string>();
  let blockBytes = PLAIN_BLOCK;
  let waitMs: number | null = null;
  for (const [name, value] of options) {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : null;
    if (number === null) continue;
    if (name === 'blksize' && number >= SMALLEST_BLOCK) {
      blockBytes = Math.min(number, LARGEST_BLOCK);
      acknowledged.set(name, String(blockBytes));
    } else if (name === 'timeout' && number >= 1 && number <= LONGEST_WAIT_SECONDS) {
      waitMs = number * 1_000;
      acknowledged.set(name, value);
    } else if (name === 'tsize') {
      acknowledged.set(name, String(fileBytes));
    }
  }
  return { blockBytes, waitMs, acknowledged };
}
