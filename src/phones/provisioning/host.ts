import { isIP } from 'node:net';

/** An address as it stands before a port or behind an `@`: IPv6 goes in brackets. */
export function hostOf(address: string): string {
  return isIP(address) === 6 ? `[${address}]` : address;
}
