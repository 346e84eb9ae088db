import { createHash, randomBytes } from 'node:crypto';

/** A key that nobody can guess: 192 random bits. */
export function newKeyText(): string {
  return `hd_${randomBytes(24).toString('base64url')}`;
}

/** What is kept of a key. A key is random, so that a quick hash is enough. */
export function hashOfKey(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
