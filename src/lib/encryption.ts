import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A key for one purpose, from the service's own. Who gets it learns nothing of the others. */
export function deriveKey(serviceKey: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', serviceKey, '', `hotdesk ${purpose}`, KEY_BYTES));
}

/** Keeps secrets that must be said again, such as to a phone: in the table they are nothing without the key. */
export interface Sealer {
  seal(text: string): string;
  /** Null when this is nothing that was sealed with this key. */
  open(sealed: string): string | null;
}

export function createSealer(key: Buffer): Sealer {
  return {
    seal(text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < IV_BYTES + TAG_BYTES) return null;
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const body = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
      return isGenuine(decipher) ? body.toString('utf8') : null;
    },
  };
}

function isGenuine(decipher: { final(): Buffer }): boolean {
  try {
    decipher.final();
    return true;
  } catch {
    // The only thing that can fail here is the check of the tag.
    return false;
  }
}
