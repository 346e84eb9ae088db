/** The numbers from 1 to `count`: slots and keys as most vendors count them. */
export function slotNumbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** A MAC with colons between its octets, as some User-Agents have it. */
export function macWithColons(mac: string): string {
  return (mac.match(/../g) ?? []).join(':');
}
