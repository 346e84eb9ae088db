import { createHash } from 'node:crypto';

/** A version such as `2.0123456789`, derived from the content, for phones that skip a version that they have. */
export function contentVersion(content: Buffer | string): string {
  const digits = BigInt(`0x${createHash('sha256').update(content).digest('hex')}`) % 10_000_000_000n;
  return `2.${String(digits).padStart(10, '0')}`;
}
