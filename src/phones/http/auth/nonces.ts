import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../desk/ports/clock';

/** The nonces of HTTP digest. They are not stored: each holds the time when it was made, and an HMAC of that time. */
export interface Nonces {
  make(): string;
  /** Whether we made this nonce less than five minutes ago. */
  isFresh(nonce: string): boolean;
}

const LIFE_MS = 300_000;
const TIME_BYTES = 6;
const MAC_BYTES = 16;
const NONCE = /^[A-Za-z0-9_-]{30}$/;

/** Instances that share the key accept each other's nonces. */
export function createNonces(key: Buffer, clock: Clock): Nonces {
  const macOf = (time: Buffer) => createHmac('sha256', key).update(time).digest().subarray(0, MAC_BYTES);
  return {
    make() {
      const time = Buffer.alloc(TIME_BYTES);
      time.writeUIntBE(clock(), 0, TIME_BYTES);
      return Buffer.concat([time, macOf(time)]).toString('base64url');
    },
    isFresh(nonce) {
      if (!NONCE.test(nonce)) return false;
      const bytes = Buffer.from(nonce, 'base64url');
      const time = bytes.subarray(0, TIME_BYTES);
      if (!timingSafeEqual(bytes.subarray(TIME_BYTES), macOf(time))) return false;
      // The clock of another instance may be a little ahead.
      return Math.abs(clock() - time.readUIntBE(0, TIME_BYTES)) <= LIFE_MS;
    },
  };
}
