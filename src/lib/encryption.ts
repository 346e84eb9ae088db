import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Encryption with AES-256-GCM: a random IV, the tag, then what was encrypted. */

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Derives a key for one purpose from the service key. It reveals nothing about keys for other purposes. */
export function deriveKey(serviceKey: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', serviceKey, '', `hotdesk ${purpose}`, KEY_BYTES));
}

export function encryptBytes(key: Buffer, plain: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** Null if this was not encrypted with this key, or was changed since. */
export function decryptBytes(key: Buffer, encrypted: Buffer): Buffer | null {
  if (encrypted.length < IV_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv(CIPHER, key, encrypted.subarray(0, IV_BYTES));
  decipher.setAuthTag(encrypted.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const body = decipher.update(encrypted.subarray(IV_BYTES + TAG_BYTES));
  return isGenuine(decipher) ? body : null;
}

/** For stored secrets that are needed in plain text again, such as for a phone's config. */
export interface Encryptor {
  encrypt(text: string): string;
  /** Null if this was not encrypted with this key. */
  decrypt(encrypted: string): string | null;
}

/** Encrypts texts to base64url. */
export function createEncryptor(key: Buffer): Encryptor {
  return {
    encrypt: (text) => encryptBytes(key, Buffer.from(text, 'utf8')).toString('base64url'),
    decrypt: (encrypted) => decryptBytes(key, Buffer.from(encrypted, 'base64url'))?.toString('utf8') ?? null,
  };
}

function isGenuine(decipher: { final(): Buffer }): boolean {
  try {
    decipher.final();
    return true;
  } catch {
    // Only the check of the tag can fail here.
    return false;
  }
}
