/** The numbers from 1 to `count`, as most vendors number slots and keys. */
export function slotNumbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** A MAC with colons between its octets, as in some User-Agents. */
export function macWithColons(mac: string): string {
  return (mac.match(/../g) ?? []).join(':');
}
