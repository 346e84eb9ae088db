import { createHash, randomBytes } from 'node:crypto';

/** A new key: 192 random bits. */
export function newKeyText(): string {
  return `hd_${randomBytes(24).toString('base64url')}`;
}

/** The stored hash of a key. Keys are random, so a fast hash is enough. */
export function hashOfKey(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
